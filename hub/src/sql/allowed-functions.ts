const words = (text: string): string[] => text.trim().split(/\s+/);

/**
 * Functions that a statement may call, chosen by hand: each works on its arguments alone, takes and gives a bounded amount, and
 * neither waits nor reads files, catalogs, settings or other connections.
 */
export const allowedFunctions: ReadonlySet<string> = new Set([
  // Aggregates.
  ...words(`count sum avg min max bool_and bool_or every string_agg array_agg any_value bit_and bit_or
    stddev stddev_pop stddev_samp variance var_pop var_samp corr covar_pop covar_samp
    regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy
    percentile_cont percentile_disc mode json_agg jsonb_agg json_object_agg jsonb_object_agg`),
  // Window functions.
  ...words(
    `row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value`,
  ),
  // Numbers.
  ...words(`abs ceil ceiling floor round trunc sign mod div gcd lcm power pow sqrt cbrt exp ln log log10 pi degrees radians
    sin cos tan asin acos atan atan2 random width_bucket`),
  // Texts.
  ...words(`lower upper initcap length char_length character_length octet_length bit_length substr substring left right
    strpos position trim btrim ltrim rtrim replace translate reverse concat concat_ws split_part starts_with ascii chr md5
    overlay repeat lpad rpad to_char to_number to_hex like_escape string_to_array array_to_string encode
    regexp_replace regexp_match regexp_count regexp_like regexp_substr regexp_instr`),
  // JSON.
  ...words(`json_extract_path json_extract_path_text jsonb_extract_path jsonb_extract_path_text json_array_length
    jsonb_array_length json_typeof jsonb_typeof json_array_elements json_array_elements_text jsonb_array_elements
    jsonb_array_elements_text json_each json_each_text jsonb_each jsonb_each_text json_object_keys jsonb_object_keys
    to_json to_jsonb row_to_json json_build_object json_build_array jsonb_build_object jsonb_build_array jsonb_strip_nulls`),
  // Arrays and rows of whole numbers.
  ...words(
    `unnest cardinality array_length array_position array_append array_prepend array_remove generate_series`,
  ),
  // Times.
  ...words(`now transaction_timestamp statement_timestamp clock_timestamp date_trunc date_part date_bin extract age timezone
    to_timestamp to_date make_date make_time make_timestamp make_timestamptz make_interval justify_days justify_hours
    justify_interval isfinite overlaps`),
  // SQLite's.
  ...words(`datetime date strftime julianday unixepoch ifnull iif instr json_extract`),
]);

/** Those with a pattern, by the place of it among the arguments. */
export const patternArguments: Readonly<Record<string, number>> = {
  regexp_replace: 1,
  regexp_match: 1,
  regexp_count: 1,
  regexp_like: 1,
  regexp_substr: 1,
  regexp_instr: 1,
};

/** Those that make a text as long as they are told, by the place of that length. */
export const lengthArguments: Readonly<Record<string, number>> = { repeat: 1, lpad: 1, rpad: 1 };
