export interface Target {
  readonly platform?: string;
  readonly arch?: string;
  readonly libc?: string;
  readonly megabytes: number;
}
export const targets: Readonly<Record<string, Target>>;
export function shippedNatives(
  files: readonly string[],
  target: { readonly platform: string; readonly arch: string },
): string[];

export function wrongNatives(files: readonly string[], target: string): string[];
