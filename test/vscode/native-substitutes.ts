import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/*
 * Two of the server's packages are native code without a prebuilt file. Building them wants a compiler, Python and
 * Node's headers, so what the tests need of them is written here: output channels are log files, and without a logger
 * `Show Engine Log` would show nothing.
 */

const logger = `
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
let everyLevel = 0;

class Logger {
  constructor(file) {
    this.file = file;
    this.level = everyLevel;
    this.plain = false;
    mkdirSync(dirname(file), { recursive: true });
  }
  write(level, text) {
    if (level < this.level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    appendFileSync(this.file, this.plain ? text : \`\${time} [\${names[level]}] \${text}\\n\`);
  }
  trace(text) { this.write(0, text); }
  debug(text) { this.write(1, text); }
  info(text) { this.write(2, text); }
  warn(text) { this.write(3, text); }
  error(text) { this.write(4, text); }
  critical(text) { this.write(5, text); }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() { this.plain = false; }
  clearFormatters() { this.plain = true; }
  flush() {}
  drop() {}
}

const create = async (name, file) => new Logger(file);
// One by one: an \`import\` finds the names no other way.
exports.version = 0;
exports.Logger = Logger;
exports.setLevel = (level) => { everyLevel = level; };
exports.setFlushOn = () => {};
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
`;

/** The end of the server's process group ends the extension host too. */
const watchdog = `module.exports = { start: () => {}, exit: (code) => process.exit(code) };\n`;

/** Puts plain JavaScript in the place of two native packages of the server in `folder`. */
export async function substituteNativePackages(folder: string): Promise<void> {
  await writeFile(join(folder, 'node_modules/@vscode/spdlog/index.js'), logger.trimStart());
  await writeFile(join(folder, 'node_modules/@vscode/native-watchdog/index.js'), watchdog);
}
