/** Whether PostgreSQL refused to delete a row because others point at it, or to write one that points at nothing. */
export function isReferenced(error: unknown, constraint?: string): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === '23503' &&
    (constraint === undefined || ('constraint' in error && error.constraint === constraint))
  );
}
