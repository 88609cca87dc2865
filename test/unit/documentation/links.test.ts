import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { promisify } from 'node:util';

import GithubSlugger from 'github-slugger';
import { beforeAll, expect, it } from 'vitest';

/** Every document in the repository, by its path. */
let documents: ReadonlyMap<string, string>;

beforeAll(async () => {
  const { stdout } = await promisify(execFile)('git', ['ls-files', '-z', '*.md']);
  const paths = stdout.split('\0').filter((path) => path !== '' && existsSync(path));
  documents = new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(path, 'utf8')] as const)),
  );
});

const withoutCode = (text: string): string => text.replace(/^```[^]*?^```/gm, '').replace(/`[^`\n]*`/g, '');

/** The targets of links and pictures, in Markdown and in HTML, that are in the repository. */
function targetsIn(text: string): string[] {
  const links = withoutCode(text).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g);
  return [...links]
    .map(([, markdown, html]) => markdown ?? html!)
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors of a page, as GitHub makes them from its headings. */
function anchorsIn(text: string): string[] {
  const slugger = new GithubSlugger();
  const headings = text.replace(/^```[^]*?^```/gm, '').matchAll(/^#{1,6} (.+)$/gm);
  return [...headings].map(([, heading]) => slugger.slug(heading!.replace(/[`*]|\]\([^)]*\)|\[/g, '')));
}

it('every link and picture leads to a file that there is, and to a heading in it', () => {
  expect(documents.size).toBeGreaterThan(15);
  let count = 0;
  const broken = [...documents].flatMap(([path, text]) =>
    targetsIn(text).filter((target) => {
      count++;
      const [file = '', anchor] = target.split('#');
      const page = file === '' ? path : posix.join(posix.dirname(path), file);
      if (!existsSync(page)) return true;
      return anchor !== undefined && !anchorsIn(documents.get(page) ?? '').includes(anchor);
    }),
  );

  expect(broken).toEqual([]);
  expect(count).toBeGreaterThan(100);
});

it('finds what is broken', () => {
  const text =
    '# A `code` title\n[a](b.md#c) `[x](y)` ![p](<q.png>) <img src="r.webp"> [web](https://x.y)\n```\n# no\n[z](z)\n```';

  expect(targetsIn(text)).toEqual(['b.md#c', '<q.png>', 'r.webp']);
  expect(anchorsIn(text)).toEqual(['a-code-title']);
});

it('the index of the documentation names every page', () => {
  const pages = [...documents.keys()].filter(
    (path) => /^docs\/[^/]+\.md$/.test(path) && path !== 'docs/README.md',
  );

  const linked = targetsIn(documents.get('docs/README.md')!).map((target) =>
    posix.join('docs', target.split('#')[0]!),
  );

  expect(pages.filter((page) => !linked.includes(page))).toEqual([]);
});
