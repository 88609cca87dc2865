import ts from 'typescript';

/** A text of the sources that is to be translated. */
export interface SourceText {
  /** Of its translation: the English text, with `/` and the comment where it has one. */
  readonly key: string;
  readonly line: number;
}

/** The texts in the calls of `l10n.t` and `vscode.l10n.t` in a TypeScript file. Throws for one that is not written out. */
export function sourceTexts(file: string, source: string): SourceText[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: SourceText[] = [];
  const add = (node: ts.Node, key: string) => {
    found.push({ key, line: tree.getLineAndCharacterOfPosition(node.getStart()).line + 1 });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && isTranslation(node.tag))
      add(node, templateText(node.template));
    if (ts.isCallExpression(node) && isTranslation(node.expression)) {
      const key = node.arguments[0] && argumentKey(node.arguments[0]);
      if (key !== undefined) add(node, key);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** Also under a name of its own, as the module that defines it calls it. */
const isTranslation = (node: ts.Expression): boolean => /^(?:(?:vscode\.)?l10n\.)?t$/.test(node.getText());

function templateText(template: ts.TemplateLiteral): string {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  return template.templateSpans.reduce(
    (text, { literal }, index) => `${text}{${index}}${literal.text}`,
    template.head.text,
  );
}

/** Undefined for a text that is only known while the program runs: it comes from data. */
function argumentKey(argument: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(argument)) return argument.text;
  if (!ts.isObjectLiteralExpression(argument)) return undefined;
  const property = (name: string) => {
    const found = argument.properties.find((each) => each.name?.getText() === name);
    return found && ts.isPropertyAssignment(found) && ts.isStringLiteralLike(found.initializer)
      ? found.initializer.text
      : undefined;
  };
  const [message, comment] = [property('message'), property('comment')];
  return message === undefined || comment === undefined ? undefined : `${message}/${comment}`;
}
