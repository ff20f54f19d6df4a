import { dirname } from 'node:path';
import ts from 'typescript';

export interface PublicName {
  readonly name: string;
  /** Whether it is there when the program runs; types are not. */
  readonly isValue: boolean;
  readonly isDocumented: boolean;
}

/** What a module exports, and whether a comment says what it is. Reads the sources; nothing is run. */
export function publicNames(file: string, root: string): readonly PublicName[] {
  const { config } = ts.readConfigFile(`${root}/tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(`${root}/tsconfig.json`));
  const program = ts.createProgram([file], { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${file} is no module`);
  return checker.getExportsOfModule(module).map((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    return {
      name: exported.name,
      isValue: (symbol.flags & ts.SymbolFlags.Value) !== 0 && !isTypeAlone(exported),
      isDocumented:
        [symbol, exported].some((one) => one.getDocumentationComment(checker).length > 0) ||
        (exported.declarations ?? []).some(isExplained),
    };
  });
}

/** Whether only the type of a class is exported: `export { type Callbacks } from …`. */
function isTypeAlone({ declarations = [] }: ts.Symbol): boolean {
  return declarations.length > 0 && declarations.every(ts.isTypeOnlyExportDeclaration);
}

/** Whether a comment stands over the line that exports a name from elsewhere. */
function isExplained(declaration: ts.Declaration): boolean {
  const statement = ts.findAncestor(declaration, ts.isExportDeclaration);
  return statement !== undefined && ts.getJSDocCommentsAndTags(statement).length > 0;
}
