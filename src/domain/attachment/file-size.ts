const UNITS = ['B', 'KB', 'MB', 'GB'];

/** A size for people: `212 KB`, `1.4 MB`. One decimal below ten, none above. */
export function formatFileSize(bytes: number): string {
  const steps = bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10);
  const unit = Math.min(UNITS.length - 1, steps);
  const value = bytes / 1024 ** unit;
  const rounded = unit > 0 && value < 9.95 ? value.toFixed(1).replace(/\.0$/, '') : String(Math.round(value));
  return `${rounded} ${UNITS[unit] ?? ''}`;
}
