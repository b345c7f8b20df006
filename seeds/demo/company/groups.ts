import type { GroupSeed } from './types.ts';

/** Where a ticket goes that no rule sends elsewhere. */
export const DEFAULT_GROUP = 'after1';
/** Where tier-1 escalates to. */
export const REVIEW_GROUP = 'review';

export const GROUPS: readonly GroupSeed[] = [
  {
    key: 'tier1',
    name: '一线客服',
    stage: 'tier1',
    department: '一线客服部',
    members: [
      'tier1',
      'tier1b',
      'fang.ruolan',
      'wu.xiaotong',
      'zhao.minghao',
      'sun.yue',
      'tang.jiayi',
      'deng.kai',
      'qin.shuyu',
      'pan.lin',
    ],
    dutyLeader: 'fang.ruolan',
    handsOverTo: ['review'],
  },
  {
    key: 'review',
    name: '审单组',
    stage: 'review',
    department: '审单部',
    members: ['review', 'he.muyun', 'cao.yifan'],
    dutyLeader: 'he.muyun',
    handsOverTo: ['after1', 'after2', 'complaints', 'tier1'],
  },
  {
    key: 'after1',
    name: '售后一组',
    stage: 'after_sales',
    department: '售后服务部',
    members: ['aftersales', 'aftersales2', 'su.jianqing'],
    dutyLeader: 'su.jianqing',
    handsOverTo: ['after2', 'complaints', 'operations', 'engineering'],
  },
  {
    key: 'after2',
    name: '售后二组',
    stage: 'after_sales',
    department: '售后服务部',
    members: ['ye.zhiqiu', 'shen.hao', 'bai.lu'],
    dutyLeader: 'ye.zhiqiu',
    handsOverTo: ['after1', 'complaints', 'operations', 'engineering'],
  },
  {
    key: 'complaints',
    name: '投诉处理组',
    stage: 'after_sales',
    department: '售后服务部',
    members: ['gu.chengfeng', 'su.jianqing', 'bai.lu'],
    dutyLeader: 'gu.chengfeng',
    handsOverTo: ['after1', 'after2', 'operations', 'engineering'],
  },
  {
    key: 'operations',
    name: '产品运营',
    stage: 'operations',
    department: '产品运营部',
    members: ['ops', 'xu.chaoyang', 'luo.yiran', 'jiang.shan'],
    dutyLeader: 'xu.chaoyang',
    handsOverTo: ['after1', 'after2', 'complaints', 'engineering'],
  },
  {
    key: 'engineering',
    name: '研发支持',
    stage: 'engineering',
    department: '研发中心',
    members: ['rd', 'lu.yuanzhou', 'song.weiran', 'mo.bai'],
    dutyLeader: 'lu.yuanzhou',
    handsOverTo: ['after1', 'after2', 'complaints', 'operations'],
  },
];
