import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from '../support/axe.ts';
import { expectQuietPage } from '../support/browser.ts';
import { PDF } from '../support/multipart.ts';
import { takeShot } from '../support/shots.ts';
import { openSite, type Site } from '../support/site.ts';

/** A screenshot in the clipboard, a file on the desktop: into a note, seen by everyone, looked at (spec 01). */

let site: Site;

beforeAll(async () => {
  site = await openSite({ tickets: 60 });
});
afterAll(() => site.close());

const LOOKS = {
  wide: { viewport: { width: 1440, height: 900 } },
  'narrow-dark': { viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
} as const;

/** A picture as the browser draws it: big enough to see. */
async function drawPicture(page: Page): Promise<Buffer> {
  const url = await page.evaluate<string>(`(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 360 });
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#2f6f8f'; pen.fillRect(0, 0, 640, 360);
    pen.fillStyle = '#fff'; pen.font = '40px sans-serif'; pen.fillText('SF 3301 8842 7716', 60, 190);
    return canvas.toDataURL('image/png');
  })()`);
  return Buffer.from(url.split(',')[1] ?? '', 'base64');
}

interface Carried {
  readonly name: string;
  readonly type: string;
  readonly content: Buffer;
}

/** As the mouse or the clipboard would hand it over. */
async function hand(
  page: Page,
  how: 'drop' | 'paste',
  selector: string,
  files: readonly Carried[],
): Promise<void> {
  const given = files.map(({ name, type, content }) => ({ name, type, base64: content.toString('base64') }));
  await page.evaluate(`((how, selector, given) => {
    const data = new DataTransfer();
    for (const { name, type, base64 } of given)
      data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type }));
    const options = { bubbles: true, cancelable: true };
    const target = document.querySelector(selector);
    if (how === 'paste') target.dispatchEvent(new ClipboardEvent('paste', { ...options, clipboardData: data }));
    else {
      target.dispatchEvent(new DragEvent('dragover', { ...options, dataTransfer: data }));
      target.dispatchEvent(new DragEvent('drop', { ...options, dataTransfer: data }));
    }
  })(${JSON.stringify(how)}, ${JSON.stringify(selector)}, ${JSON.stringify(given)})`);
}

async function openMine(page: Page): Promise<void> {
  await page.goto('/tickets?view=mine');
  await page.locator('td.g-no a:visible, .g-cards a:visible').first().click();
  await page.waitForSelector('.g-composer');
}

test.each(Object.entries(LOOKS))('%s: dropped, pasted and chosen; sent; looked at', async (look, options) => {
  const page = await site.signIn('aftersales', options);
  await openMine(page);
  const picture = await drawPicture(page);
  const composer = page.locator('.g-composer');
  await composer.locator('textarea').fill('客户发来的面单和发票，请核对。');

  await hand(page, 'paste', '.g-composer textarea', [
    { name: 'image.png', type: 'image/png', content: picture },
  ]);
  await hand(page, 'drop', '.g-composer', [
    { name: '发票（2026 年 11 月）.pdf', type: 'application/pdf', content: PDF },
    { name: '假图片.png', type: 'image/png', content: Buffer.from('<html>') },
  ]);
  await composer.locator('input[type=file]').setInputFiles([
    {
      name: '聊天记录与订单明细导出的一个名字很长很长的文件.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('你好'),
    },
    { name: '程序.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ') },
  ]);
  await expect.poll(() => composer.locator('[name=attachment_ids]').count()).toBe(3);
  await expect.poll(() => composer.locator('.g-files .g-err').count()).toBe(2);
  await takeShot(page, `attachments-composer-${look}`, { fullPage: false });
  await expectAccessible(page);

  // One is taken back, and what was refused is put away.
  await composer.getByRole('button', { name: /^移除 聊天记录/ }).click();
  await composer.locator('[data-upload-dismiss]').first().click();
  await composer.locator('[data-upload-dismiss]').first().click();
  await expect.poll(() => composer.locator('.g-files > li').count()).toBe(2);

  await composer.getByRole('button', { name: '发送备注' }).click();
  await page.waitForSelector('.g-tl .g-pic img');
  const entry = page.locator('.g-tl > li').first();
  expect(await entry.locator('.g-file > .g-el').allTextContents()).toEqual([
    'image.png',
    '发票（2026 年 11 月）.pdf',
  ]);
  await expect
    .poll(() =>
      entry
        .locator('.g-pic img')
        .evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
    )
    .toBe(640);
  await entry.scrollIntoViewIfNeeded();
  await takeShot(page, `attachments-timeline-${look}`, { fullPage: false });

  await entry.getByRole('link', { name: '查看 image.png' }).click();
  await page.locator('dialog[open] .g-look img').waitFor();
  await takeShot(page, `attachments-preview-${look}`, { fullPage: false });
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    entry.getByRole('link', { name: /^下载 发票/ }).click(),
  ]);
  expect(saved.suggestedFilename()).toBe('发票（2026 年 11 月）.pdf');
  await expectQuietPage(page, [/422/]);
  await page.context().close();
});

test('the form waits for what is on its way, and shows how far it is', async () => {
  const page = await site.signIn('aftersales');
  await openMine(page);
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 500_000 },
  });
  await page.locator('[data-action=feedback]').first().click();
  const form = page.locator('dialog[open] form');
  await form.locator('textarea').fill('日志见附件。');
  const log = { name: '日志.log', type: 'text/plain', content: Buffer.alloc(2_000_000, 'log line\n') };
  const big = { name: '视频.mp4', type: 'video/mp4', content: Buffer.alloc(1_000_000) };
  await hand(page, 'drop', 'dialog[open] form', [log, big]);
  await form.getByRole('button', { name: '取消上传' }).last().click();
  await expect.poll(() => form.locator('progress').count()).toBe(1);
  await expect
    .poll(() => form.locator('progress').evaluate((bar) => (bar as unknown as { value: number }).value))
    .toBeGreaterThan(5);
  await form.locator('[data-action=feedback]').click();
  expect(await page.locator('#live').textContent()).toBe('正在上传附件，传完后自动提交。');
  await takeShot(page, 'attachments-waiting', { fullPage: false });
  await page.locator('.g-tl > li', { hasText: '日志见附件。' }).waitFor();
  expect(await page.locator('.g-tl > li').first().locator('.g-file > .g-el').allTextContents()).toEqual([
    '日志.log',
  ]);
  await expectQuietPage(page);
  await page.context().close();
});

test.each(Object.entries(LOOKS))('%s: on the create form', async (look, options) => {
  const page = await site.signIn('tier1', options);
  await page.goto('/tickets/new');
  await page.locator('#category_id').fill('tkwt');
  await page.locator('.g-hit').first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('[name=refund_amount]').waitFor();
  await hand(page, 'drop', '#create-form', [{ name: '发票.pdf', type: 'application/pdf', content: PDF }]);
  await expect.poll(() => page.locator('[name=attachment_ids]').count()).toBe(1);
  await takeShot(page, `attachments-create-${look}`);
  await page.locator('[data-action=create]').first().click();
  await page.locator('[data-error-summary]').waitFor();
  expect(await page.locator('.g-file > .g-el').allTextContents()).toEqual(['发票.pdf']);
  await expectQuietPage(page, [/422/]);
  await page.context().close();
});

test('without a script the form brings its files itself', async () => {
  const page = await site.signIn('aftersales', { javaScriptEnabled: false });
  await openMine(page);
  const composer = page.locator('.g-composer');
  await composer.locator('textarea').fill('没有脚本也能附文件。');
  await composer.locator('input[type=file]').setInputFiles([
    { name: '一.txt', mimeType: 'text/plain', buffer: Buffer.from('一') },
    { name: '二.html', mimeType: 'text/html', buffer: Buffer.from('<html>') },
  ]);
  await composer.getByRole('button', { name: '发送备注' }).click();
  await page.locator('[data-error-summary]').waitFor();
  await takeShot(page, 'attachments-no-script');
  await page.getByRole('button', { name: '发送备注' }).click();
  await page.locator('.g-tl > li', { hasText: '没有脚本也能附文件。' }).waitFor();
  expect(await page.locator('.g-tl > li').first().locator('.g-file > .g-el').allTextContents()).toEqual([
    '一.txt',
  ]);
  await page.context().close();
});
