/** Which work began and never ended, so that a message which crashes its process shows itself. */
export interface AttemptLog {
  /**
   * Records, before the work starts, that work on `id` begins. It outlives the process, not a power cut.
   * @returns how often work on `id` began before and did not end
   */
  begin(id: string): Promise<number>;
  /** Forgets `id`: its work ended, well or not. */
  end(id: string): Promise<void>;
  close(): Promise<void>;
}
