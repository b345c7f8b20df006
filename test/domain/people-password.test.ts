import { describe, expect, test } from 'vitest';
import { judgePassword, MIN_PASSWORD_LENGTH } from '../../src/domain/people/password.ts';

describe('judgePassword', () => {
  test.each([
    ['蓝色自行车停在三楼门口', null],
    ['correct horse battery', null],
    ['Gongdan-2026', null],
    ['k7#Qz!mP2x', null],
    ['password of my bicycle', null],
    // No rules about kinds of characters.
    ['onlylowercaseletters', null],
    ['83926150472', null],
  ])('%s will do', (password, problem) => {
    expect(judgePassword(password, 'chenxiao')).toBe(problem);
  });

  test.each(['', 'k7#Qz!mP2', '短短短短短短短短短', '          '.slice(1)])('%j is too short', (password) => {
    expect(judgePassword(password, 'chenxiao')).toBe('password_short');
  });

  test('length counts characters, not their bytes or halves', () => {
    expect(judgePassword('😀😁😂🤣😃😄😅😆😉', 'chenxiao')).toBe('password_short');
    expect(judgePassword('😀😁😂🤣😃😄😅😆😉😊', 'chenxiao')).toBeNull();
    expect(MIN_PASSWORD_LENGTH).toBe(10);
  });

  test.each([
    '1234567890',
    '12345678901',
    'password123',
    'PASSWORD123',
    'passwordpassword',
    'qwertyuiop',
    'Qwerty123456',
    'aaaaaaaaaaaa',
    'abababababab',
    '          ',
    'admin123456',
    'woaini5201314',
    'gongdangongdan',
    'letmein2024'.slice(0, 10),
  ])('%j is too common', (password) => {
    expect(judgePassword(password, 'chenxiao')).toBe('password_common');
  });

  test('one’s own user name is no password, in whatever case', () => {
    expect(judgePassword('chenxiao-7715', 'chenxiao')).toBe('password_common');
    expect(judgePassword('my-ChenXiao-door', 'chenxiao')).toBe('password_common');
    expect(judgePassword('chenxiao-7715', 'CHENXIAO')).toBe('password_common');
    expect(judgePassword('chenxiao-7715', 'linzhixia')).toBeNull();
  });

  test('without a user name there is nothing to compare with', () => {
    expect(judgePassword('k7#Qz!mP2x', '')).toBeNull();
  });

  test('a very long one is judged at once', () => {
    expect(judgePassword(`${'长'.repeat(50_000)}一二三四五六`, 'chenxiao')).toBeNull();
  });
});
