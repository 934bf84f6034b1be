// The bytes of a first visit, against budget.json; needs a build with precompressed files (`cargo leptos build --release --precompress`).
import { type IncomingHttpHeaders, get } from 'node:http';
import { expect, test } from './fixtures';
import budget from './budget.json';

test('the first visit to /login stays within its budget', { tag: ['@scripts', '@release'] }, async ({ portal, page, server }) => {
  const paths = new Set<string>();
  page.on('request', (request) => paths.add(new URL(request.url()).pathname));
  await portal.open('/login');
  const asked = [...paths].filter((path) => path === '/login' || /\.(css|js|wasm)$/.test(path));
  for (const ending of ['.css', '.js', '.wasm']) expect(asked.filter((path) => path.endsWith(ending)), ending).not.toEqual([]);

  const rows = await Promise.all(asked.map(async (path) => ({ path, ...(await fetchCompressed(server.url + path)) })));
  const total = rows.reduce((sum, { bytes }) => sum + bytes, 0);
  console.table([...rows.map(({ path, bytes, headers }) => ({ path, bytes, encoding: headers['content-encoding'] ?? '' })), { path: `of ${budget.login}`, bytes: total, encoding: '' }]);
  for (const { path, headers } of rows.filter(({ path }) => path.startsWith('/pkg/'))) {
    expect.soft(headers, path).toMatchObject({ 'content-encoding': 'br', 'cache-control': expect.stringContaining('immutable') });
  }
  expect(total).toBeLessThanOrEqual(budget.login);
});

/** The bytes of the body as they came over the wire. */
async function fetchCompressed(url: string): Promise<{ bytes: number; headers: IncomingHttpHeaders }> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': 'br' } }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.on('end', () => resolve({ bytes, headers: response.headers }));
    }).on('error', reject);
  });
}
