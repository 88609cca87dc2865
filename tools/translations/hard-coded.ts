import ts from 'typescript';

/** A text that a person would read in English whatever their language is. */
export interface HardCoded {
  readonly line: number;
  readonly text: string;
}

/** Words of ours that a person reads: a capital letter and more than one word, or a sentence. */
const isWords = (text: string): boolean => /^[A-Z“][a-z’'-]*(?: [a-z]{2}|…$)/.test(text.trim());

/** Calls whose texts go to logs, or are about faults of the program. */
const forDevelopers =
  /^(?:console\.\w+|.*\b(?:log|channel)\.\w+|assert.*|Error|RangeError|TypeError|.*\.describe|.*\.startsWith)$/i;
/** Codes of errors that are faults of the program, or are not told. */
const untold = new Set(['internal', 'protocol', 'cancelled']);

/** Words outside of `l10n.t` in a TypeScript file that speaks to a person. */
export function hardCoded(file: string, source: string): HardCoded[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: HardCoded[] = [];
  const add = (node: ts.Node, text: string) => {
    found.push({ line: tree.getLineAndCharacterOfPosition(node.getStart()).line + 1, text: text.trim() });
  };
  const visit = (node: ts.Node): void => {
    if (isSkipped(node)) return;
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'html') {
      for (const text of textsOf(node.template)) add(node, text);
      if (ts.isTemplateExpression(node.template)) {
        for (const { expression } of node.template.templateSpans) visit(expression);
      }
      return;
    }
    const text = textOf(node);
    if (text !== undefined && isWords(text)) add(node, text);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function isSkipped(node: ts.Node): boolean {
  // Where a recipe was published.
  if (ts.isPropertyAssignment(node) && node.name.getText() === 'source') return true;
  if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return true;
  if (ts.isTaggedTemplateExpression(node)) return /\bl10n\.t$|^t$|^(?:svg|css)$/.test(node.tag.getText());
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return false;
  const callee = node.expression.getText();
  const [first] = node.arguments ?? [];
  if (callee === 'StylizeError' && first && ts.isStringLiteral(first)) return untold.has(first.text);
  return /\bl10n\.t$/.test(callee) || forDevelopers.test(callee);
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateExpression(node)
    ? node.head.text + node.templateSpans.map(({ literal }) => `0${literal.text}`).join('')
    : undefined;
}

/** Stands for what is not text of a template. */
const gap = '¦';

/** The words between the tags of an HTML template, and in the attributes that a person hears or sees. */
function textsOf(template: ts.TemplateLiteral): string[] {
  const markup = ts.isTemplateExpression(template)
    ? [template.head.text, ...template.templateSpans.map(({ literal }) => literal.text)].join(gap)
    : template.text;
  const attributes = [...markup.matchAll(/\s(?:title|alt|aria-label|placeholder|label)="([^"¦]*)"/g)];
  const between = markup.replace(/<[^>]*>/g, gap).split(gap);
  return [...attributes.map(([, value]) => value!), ...between].filter((text) => /[A-Za-z]{2}/.test(text));
}
