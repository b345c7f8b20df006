import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../support/app.ts';
import { aCompany, type Company } from '../support/company.ts';
import { listen, type RawServer } from '../support/raw-http.ts';
import { formState, typedIn } from '../support/form-state.ts';

let it: TestApp;
let company: Company;
let web: RawServer;
beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  web = await listen(it.app.server);
});
afterAll(async () => {
  await web.close();
  await it.close();
});
const enc = (o: Record<string, string>) => new URLSearchParams(o).toString();
const brief = (a: { status: number; text: string; location: string | null }) => [a.status, a.location, a.text.startsWith('<') ? a.text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').slice(0, 0) + (/(g-errpage[\s\S]{0,400})/.exec(a.text)?.[1] ?? '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ') : a.text.slice(0, 200)];

test('probe', async () => {
  const s = web.session();
  console.log('signin nul', brief(await s.post('/login', 'username=a%00b&password=x')));
  console.log('signin', brief(await s.signIn('tier1')));
  const base = { category_id: String(company.categories.refund), phone: '13812342046', customer_name: 'A', source: 'phone', priority: 'normal', description: 'x', intent: 'create' };
  const key = crypto.randomUUID();
  console.log('k1', brief(await s.post('/tickets', enc({ ...base, submission_key: key }))));
  console.log('k2', brief(await s.post('/tickets', enc({ ...base, submission_key: key }))));
  const key2 = crypto.randomUUID();
  console.log('k3', brief(await s.post('/tickets', enc({ ...base, phone: '', submission_key: key2 }))));
  console.log('k4 same', brief(await s.post('/tickets', enc({ ...base, phone: '', submission_key: key2 }))));
  console.log('k5 other content', brief(await s.post('/tickets', enc({ ...base, phone: '', description: 'other', submission_key: key2 }))));
  const b = web.session(); await b.signIn('tier1b');
  console.log('k6 other person', brief(await b.post('/tickets', enc({ ...base, phone: '', submission_key: key2 }))));
  for (const q of ['from=9999-12-31', 'to=9999-12-31', 'from=0000-01-01', 'from=0001-01-01', 'page=a.999999999999999.999999999999999', 'sort=priority&page=a.1763800000000.42', 'sort=priority&page=a.40000.42', 'q=%00', 'q=%ff', 'q=%ED%A0%80', 'view=x', 'view=a&view=b', '__proto__=1', 'constructor=1', 'category=-1', 'category=9223372036854775808', 'category=9007199254740991', 'assignee=9007199254740991', 'group=1e3', 'from=2026-02-30', 'q=' + 'x'.repeat(7000), 'q=%5C', 'q=%25', "q='", 'q=%F0%9F%98%80', 'q=' + encodeURIComponent("' & '"), 'view=all&q=13812342046', 'view=all&q=999999999999999'])
    console.log(q.slice(0, 60), brief(await s.send('/tickets?' + q)));
  for (const p of ['/tickets/%00', '/tickets/%ff', '/tickets/GD999999-9999999999999', '/tickets/%E0%A4%A', '/tickets/new/categories?q=tk', '/tickets/new?phone=%00', '/setup/%00', '/' + 'a'.repeat(12000), '/tickets/..%2f..%2fetc', '/assets/x/%2e%2e/%2e%2e/package.json', '/%', '/assets/%'])
    console.log(p.slice(0, 60), brief(await s.send(p)));
  console.log('413', ((a: {status:number;text:string}) => [a.status, a.text.slice(0,600)])(await s.post('/tickets', 'x='.padEnd(9_000_000, 'a'))));
  console.log('params', brief(await s.post('/tickets', 'x=1&'.repeat(2500))));
  console.log('json', brief(await s.send('/tickets', { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json' } })));
  const t = await s.token();
  console.log('json+token', brief(await s.send('/tickets', { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json', 'x-csrf-token': t } })));
  console.log('utf7', brief(await s.post('/tickets', 'a=1', { 'content-type': 'application/x-www-form-urlencoded; charset=utf-7' })));
  console.log('gzip broken', brief(await s.post('/tickets', 'a=1', { 'content-encoding': 'gzip' })));
  console.log('aborted length', brief(await s.post('/tickets', 'a=%zz&b=%E0%A4%A')));
  console.log('proto', brief(await s.post('/tickets', enc({ ...base, phone: '', __proto__x: '1' }) + '&__proto__=1&constructor=2&toString=3&hasOwnProperty=4')));
  console.log('proto pref', brief(await s.post('/preferences', '__proto__=1&theme=dark')), brief(await s.post('/preferences', 'constructor=1&theme=dark')), brief(await s.post('/preferences', 'toString=1')));
  const long = '/tickets?view=all&q=' + encodeURIComponent('退'.repeat(90));
  console.log('pref long', brief(await s.post('/preferences', enc({ language: 'en', next: long }))));
  await s.post('/preferences', enc({ language: 'zh-CN' }));
  console.log('many repeated', brief(await s.post('/tickets', enc(base) + '&description=y'.repeat(150))));
  const gone = await s.post('/tickets', enc({ ...base, category_id: '999999', description: 'typed text', template_version_id: String(company.versions.refund) }));
  console.log('gone', brief(gone), typedIn(gone.page, '/tickets'));
  const nov = await s.post('/tickets', enc({ ...base, phone: '13900000000', description: 'typed text', order_number: 'x'.repeat(300) }));
  console.log('no version', brief(nov), typedIn(nov.page, '/tickets'));
  const dupClose = await s.post('/tickets', enc({ ...base, intent: 'create_close', template_version_id: String(company.versions.refund), close_outcome: 'solved', close_satisfaction: 'satisfied', close_comment: 'done', close_callback_method: 'sms' }));
  console.log('dup close', brief(dupClose), typedIn(dupClose.page, '/tickets'));
  const hx = await s.send('/tickets/GD000000-0000', { headers: { 'hx-request': 'true' } });
  console.log('hx 404', hx.status, hx.text.includes('<html'));
  const p = web.session();
  console.log('par', (await Promise.all(Array.from({ length: 30 }, () => 0).map(async (_, i) => { if (i === 0) await p.token(); return 0; }))).length);
  await p.token();
  const guesses = await Promise.all(Array.from({ length: 30 }, () => p.post('/login', 'username=tier1b&password=nope')));
  console.log(guesses.map((g) => g.status).join(' '));
  expect(formState).toBeTruthy();
}, 60000);
