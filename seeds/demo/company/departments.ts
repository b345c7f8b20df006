import type { DepartmentSeed } from './types.ts';

export const DEPARTMENTS: readonly DepartmentSeed[] = [
  {
    name: '客户服务中心',
    leader: 'manager',
    children: [
      { name: '一线客服部', leader: 'fang.ruolan' },
      { name: '审单部', leader: 'he.muyun' },
      { name: '售后服务部', leader: 'su.jianqing' },
    ],
  },
  { name: '产品运营部', leader: 'xu.chaoyang' },
  { name: '研发中心', leader: 'lu.yuanzhou' },
];
