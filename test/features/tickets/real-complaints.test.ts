import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../../src/config.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { type Complaint, parseComplaints, readComplaints } from '../../support/complaints.ts';
import { encodeForm } from '../../support/create-form.ts';
import { listen, type RawServer, type RawSession } from '../../support/raw-http.ts';

/** Real complaints through the create form: what the customer wrote is what everyone reads. */

const { complaints, counts, standIn } = readComplaints();
if (standIn !== null) process.stdout.write(`real-complaints: ${standIn}\n`);

let it: TestApp;
let company: Company;
let web: RawServer;
let tier1: RawSession;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  web = await listen(it.app.server);
  tier1 = web.session();
  await tier1.signIn('tier1');
});
afterAll(async () => {
  await web.close();
  await it.close();
});

test.skipIf(standIn !== null)('the real file is read right', () => {
  // Three scrapes of 99 rows: the first unreadable, one complaint twice in each, two of each replaced in the other.
  expect(counts).toEqual({ headers: 4, mojibake: 99, repeated: 98 });
  expect(complaints).toHaveLength(100);
});

test('the file of our own has the same traps', () => {
  const own = parseComplaints(readFileSync(path.join(projectRoot, 'test/fixtures/complaints.csv'), 'utf8'));
  expect(own.counts).toEqual({ headers: 2, mojibake: 2, repeated: 1 });
  expect(own.complaints).toHaveLength(12);
  expect(own.complaints[0]).toEqual({
    title: '网购耳机三天无声，客服推来推去',
    detail:
      '11月3日买的蓝牙耳机，用到第三天左耳没有声音。\r\n客服先让我重置，又让我联系厂家，厂家说要找卖家。\r\n一周过去了，没有人说怎么办。',
    target: '云帆数码旗舰店',
    problem: ' 质量问题,客服不处理',
    demand: ' 退款,道歉',
  });
  expect(own.complaints[2]?.detail).toContain('他说放"驿站"了');
});

/** The number a customer left in the text, hidden by the platform; without one, what stands for it. */
function maskedPhone({ title, detail }: Complaint, index: number): string {
  return /1\d{2,6}\*{4}\d{0,4}/.exec(title + detail)?.[0] ?? `138****${String(1000 + index)}`;
}

function descriptionOf({ detail, target, problem, demand }: Complaint): string {
  return `${detail}\n投诉对象：${target}\n投诉问题：${problem}\n投诉要求：${demand}`;
}

test.each(
  complaints.map((complaint, index): [string, Complaint, number] => [complaint.title, complaint, index]),
)('%s', async (_title, complaint, index) => {
  const phone = maskedPhone(complaint, index);
  const description = descriptionOf(complaint);
  const form = {
    category_id: company.categories.refund,
    template_version_id: company.versions.refund,
    phone,
    customer_name: complaint.target,
    source: 'heimao',
    title: complaint.title,
    order_number: '',
    priority: 'normal',
    description,
    refund_amount: '',
    expected_handling: '',
    intent: 'create',
  };
  const made = await tier1.post('/tickets', encodeForm(form));
  expect([made.status, made.page.querySelector('.g-err')?.text ?? '']).toEqual([303, '']);

  const kept = description.replace(/\r\n?/g, '\n').trim();
  const number = made.location?.replace('/tickets/', '') ?? '';
  expect(await it.db('tickets').where({ number }).first()).toMatchObject({
    title: complaint.title.trim(),
    description: kept,
    phone: null,
    phone_text: phone,
    customer_id: null,
    source_key: 'heimao',
  });
  const { page } = await tier1.send(made.location ?? '');
  expect(page.querySelector('h1')?.text).toBe(complaint.title.trim());
  expect(page.querySelectorAll('.g-kv dd').map((fact) => fact.text)).toContain(kept);
  expect(page.querySelector('aside.g-aside')?.text).toContain(phone);
});

test('each of them is found again by words of its title', async () => {
  for (const { title } of complaints.slice(0, 20)) {
    const words = title.trim().slice(0, 6);
    const { page } = await tier1.send(`/tickets?view=all&q=${encodeURIComponent(words)}`);
    const titles = page.querySelectorAll('tr[data-ticket] .g-c-title a').map((link) => link.text);
    expect([words, titles.includes(title.trim())]).toEqual([words, true]);
  }
});
