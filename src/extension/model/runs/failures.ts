export interface Failure {
  /** Of the picture. */
  readonly name: string;
  readonly message: string;
}

/** Every failure by the name of its picture; those that share a reason share its telling: `a.png, b.png: Too large.` */
export function listFailures(failures: readonly Failure[]): string {
  const byReason = new Map<string, string[]>();
  for (const { name, message } of failures) {
    // A reason that names its picture is each picture's own.
    const reason = message.split('\n')[0]!;
    byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  }
  return [...byReason].map(([reason, names]) => `${names.join(', ')}: ${reason}`).join(' ');
}
