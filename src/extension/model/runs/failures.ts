export interface Failure {
  /** Of the picture. */
  readonly name: string;
  readonly message: string;
}

/** Lists failures by picture. Pictures that share a reason share a sentence: `a.png, b.png: Too large.` */
export function listFailures(failures: readonly Failure[]): string {
  const byReason = new Map<string, string[]>();
  for (const { name, message } of failures) {
    // A reason that names its picture cannot be shared.
    const reason = message.split('\n')[0]!;
    byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  }
  return [...byReason].map(([reason, names]) => `${names.join(', ')}: ${reason}`).join(' ');
}
