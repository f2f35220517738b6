/** What came of a task. */
export interface TaskOutcome {
  readonly emitted: number;
  /** Exceptions that left `emit`. */
  readonly exceptions: number;
  readonly grownMiB: number;
}
