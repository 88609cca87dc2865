export function packageFiles(root: string): Promise<string[]>;
export function packageFolder(file: string): string | undefined;
