/** What to tell people of a page that could not be made, by its HTTP status. */
export function failureKind(status: number): 'missing' | 'access' | 'failed' {
  if (status === 404) return 'missing';
  return status === 401 || status === 403 || status === 410 ? 'access' : 'failed';
}
