import type { GroupSeed, PersonSeed } from './types.ts';

/** Departments: name, the one above, and who leads it. */
export const DEPARTMENTS: readonly (readonly [name: string, parent: string | null, leader: string])[] = [
  ['T 公司', null, 'admin'],
  ['客户服务中心', 'T 公司', 'manager'],
  ['一线客服部', '客户服务中心', 'xu.yan'],
  ['审单部', '客户服务中心', 'review'],
  ['售后服务部', '客户服务中心', 'aftersales'],
  ['产品运营部', 'T 公司', 'ops'],
  ['研发中心', 'T 公司', 'rd'],
];

const group = (
  key: string,
  name: string,
  stage: GroupSeed['stage'],
  department: string,
  dutyLeader: string,
  handsOverTo: readonly string[],
): GroupSeed => ({ key, name, stage, department, dutyLeader, handsOverTo });

const ANSWERING = ['operations', 'engineering'];

export const GROUPS: readonly GroupSeed[] = [
  group('tier1', '一线客服', 'tier1', '一线客服部', 'xu.yan', ['review']),
  group('review', '审单组', 'review', '审单部', 'review', ['after1', 'after2', 'complaints', 'tier1']),
  group('after1', '售后一组', 'after_sales', '售后服务部', 'aftersales', ['after2', ...ANSWERING]),
  group('after2', '售后二组', 'after_sales', '售后服务部', 'he.miao', ['after1', ...ANSWERING]),
  group('complaints', '投诉处理组', 'after_sales', '售后服务部', 'luo.qing', ['after1', ...ANSWERING]),
  group('operations', '产品运营', 'operations', '产品运营部', 'ops', ['after1', 'after2', 'engineering']),
  group('engineering', '研发支持', 'engineering', '研发中心', 'rd', ['after1', 'after2', 'operations']),
];

const person = (
  username: string,
  name: string,
  role: string,
  department: string,
  ...groups: readonly string[]
): PersonSeed => ({ username, name, role, department, groups });

const tier1 = (username: string, name: string): PersonSeed =>
  person(username, name, 'tier1_agent', '一线客服部', 'tier1');
const reviewer = (username: string, name: string): PersonSeed =>
  person(username, name, 'reviewer', '审单部', 'review');
const after = (username: string, name: string, ...groups: readonly string[]): PersonSeed =>
  person(username, name, 'after_sales_agent', '售后服务部', ...groups);
const operator = (username: string, name: string): PersonSeed =>
  person(username, name, 'operations', '产品运营部', 'operations');
const engineer = (username: string, name: string): PersonSeed =>
  person(username, name, 'engineering', '研发中心', 'engineering');

/** The demonstration accounts first, then the colleagues. */
export const PEOPLE: readonly PersonSeed[] = [
  person('admin', '唐一帆', 'super_admin', 'T 公司'),
  person('manager', '沈若溪', 'ticket_admin', '客户服务中心'),
  tier1('tier1', '陈晓'),
  tier1('tier1b', '李蕾'),
  reviewer('review', '周闻'),
  after('aftersales', '林知夏', 'after1'),
  after('aftersales2', '韩屿', 'after1'),
  operator('ops', '乔安'),
  engineer('rd', '纪舟'),
  tier1('xu.yan', '徐妍'),
  tier1('ma.chao', '马超群'),
  tier1('tian.tian', '田甜'),
  tier1('song.jia', '宋佳音'),
  tier1('gao.fei', '高飞'),
  tier1('peng.yu', '彭雨'),
  tier1('dong.mei', '董梅'),
  tier1('ren.jie', '任杰'),
  reviewer('shi.lei', '石磊'),
  reviewer('jiang.nan', '江南'),
  after('he.miao', '何淼', 'after2'),
  after('fang.yuan', '方圆', 'after2'),
  after('zheng.yuan', '郑远', 'after2', 'after1'),
  after('luo.qing', '罗青', 'complaints'),
  after('qian.duo', '钱多多', 'complaints'),
  operator('wei.lan', '魏蓝'),
  operator('lu.ming', '陆鸣'),
  operator('bai.ge', '白鸽'),
  engineer('xia.zhi', '夏至'),
  engineer('ding.yi', '丁一'),
  engineer('yan.song', '严松'),
];
