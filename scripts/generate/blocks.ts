/** Pages with generated blocks between hand-written text: `<!-- generated: NAME -->`, the block, `<!-- end -->`. */

const block = /<!-- generated: ([a-z-]+) -->[\s\S]*?<!-- end -->/g;

/** The page with fresh blocks. Throws where page and blocks do not know the same names. */
export function fillBlocks(page: string, blocks: Readonly<Record<string, string>>): string {
  const unused = new Set(Object.keys(blocks));
  const filled = page.replace(block, (_, name: string) => {
    const text = blocks[name];
    if (text === undefined || !unused.delete(name))
      throw new Error(`the block ${name} is unknown, or stands there twice`);
    return `<!-- generated: ${name} -->\n${text}\n<!-- end -->`;
  });
  if (unused.size > 0) throw new Error(`no page has the block ${[...unused].join(', ')}`);
  return filled;
}
