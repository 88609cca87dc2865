import { drawText } from '../../../src/engine/node/pictures/draw';

/** Prints the width of each text drawn with a font file: `program FONT TEXT…`. */
async function main([font = '', ...texts]: readonly string[]): Promise<void> {
  const widths: number[] = [];
  for (const text of texts) {
    const { width } = await drawText([{ text, size: 20, color: '#000000' }], 1000, font);
    widths.push(width);
  }
  console.log(JSON.stringify(widths));
}

void main(process.argv.slice(2));
