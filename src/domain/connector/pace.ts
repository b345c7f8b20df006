const MINUTE_MS = 60_000;

export type Slot =
  | { readonly free: true; readonly pacedAt: Date | null }
  /** Not before. */
  | { readonly free: false; readonly at: Date };

/**
 * Whether another message may go now (spec 05; GCRA). A quarter of a minute's messages may go at once and the others are
 * spread, so that in no minute, wherever it begins, there are more than `perMinute`.
 * @param pacedAt as it was answered for the message before; null at first
 */
export function takeSlot(pacedAt: Date | null, perMinute: number | null, now: Date): Slot {
  if (perMinute === null) return { free: true, pacedAt: null };
  const burst = Math.max(1, Math.floor(perMinute / 4));
  const apart = MINUTE_MS / Math.max(1, perMinute - burst);
  const due = Math.max(pacedAt?.getTime() ?? 0, now.getTime());
  const from = due - (burst - 1) * apart;
  if (from > now.getTime()) return { free: false, at: new Date(Math.ceil(from)) };
  return { free: true, pacedAt: new Date(Math.ceil(due + apart)) };
}
