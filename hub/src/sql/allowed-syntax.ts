const words = (text: string): string[] => text.trim().split(/\s+/);

/** What a statement may be made of, by the names of PostgreSQL's parse tree; whatever is not here is refused. */
export const allowedNodes: ReadonlySet<string> = new Set(
  words(`SelectStmt ResTarget ColumnRef A_Star A_Const A_Expr BoolExpr NullTest BooleanTest FuncCall NamedArgExpr TypeCast
    CaseExpr CaseWhen CoalesceExpr MinMaxExpr SubLink RangeVar RangeSubselect RangeFunction JoinExpr SortBy WindowDef
    CommonTableExpr A_ArrayExpr A_Indirection A_Indices RowExpr GroupingSet GroupingFunc SQLValueFunction
    String Integer Float Boolean List`),
);

/** Parts of these. Left out are INTO, FOR UPDATE, schemas of tables, USING of ORDER BY and what else does more than read. */
export const allowedParts: ReadonlySet<string> = new Set(
  words(`distinctClause targetList fromClause whereClause groupClause groupDistinct groupByAll havingClause windowClause valuesLists
    sortClause limitOffset limitCount limitOption op all larg rarg withClause
    name val location indirection fields kind lexpr rexpr rexpr_list_start rexpr_list_end boolop args arg nulltesttype
    argisrow booltesttype funcname agg_order agg_filter agg_within_group agg_star agg_distinct func_variadic funcformat over
    typeName names typmods typemod arrayBounds typeOid expr result defresult
    subLinkType subLinkId testexpr operName subselect relname inh relpersistence alias aliasname colnames lateral subquery
    ordinality is_rowsfrom functions jointype isNatural usingClause join_using_alias quals rtindex
    node sortby_dir sortby_nulls refname partitionClause orderClause frameOptions startOffset endOffset
    ctes recursive ctename aliascolnames ctematerialized ctequery elements list_start list_end is_slice lidx uidx
    row_format content typmod type argnumber items
    ival fval sval boolval isnull`),
);

export const allowedOperators: ReadonlySet<string> = new Set([
  ...words('= <> < > <= >= + - * / % ^ || ~~ !~~ ~~* !~~* ~ ~* !~ !~* -> ->> #> #>> @> <@ ? ?| ?& &&'),
  'BETWEEN',
  'NOT BETWEEN',
  'BETWEEN SYMMETRIC',
  'NOT BETWEEN SYMMETRIC',
]);

export const patternOperators: ReadonlySet<string> = new Set(words('~ ~* !~ !~*'));

/** Types that a value may be cast to. None names a table, a role or a function, as `regclass` and its kin do. */
export const allowedTypes: ReadonlySet<string> = new Set(
  words(`bool boolean int2 int4 int8 smallint integer int bigint float4 float8 real numeric decimal text varchar bpchar
    date time timestamp timestamptz interval json jsonb uuid`),
);

/** What has the form of a name and is a function: none that tells of the connection. */
export const allowedValueFunctions: ReadonlySet<string> = new Set(
  words(`SVFOP_CURRENT_DATE SVFOP_CURRENT_TIME SVFOP_CURRENT_TIME_N SVFOP_CURRENT_TIMESTAMP SVFOP_CURRENT_TIMESTAMP_N
    SVFOP_LOCALTIME SVFOP_LOCALTIME_N SVFOP_LOCALTIMESTAMP SVFOP_LOCALTIMESTAMP_N`),
);

export const sqlViews = ['events', 'alerts', 'traces', 'executions', 'calls', 'evaluations'] as const;
