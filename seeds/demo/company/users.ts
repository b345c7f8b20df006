import type { RoleKey, UserSeed } from './types.ts';

/** The accounts that the start page prints, then their colleagues. Who is in which group stands in `groups.ts`. */
export const USERS: readonly UserSeed[] = [
  user('admin', '系统管理员', '研发中心', 'super_admin', '13857100001'),
  user('manager', '温言', '客户服务中心', 'ticket_admin', '13967120086'),
  tier1('tier1', '陈晓', '15867130212'),
  tier1('tier1b', '李蔓', '18658140375'),
  reviewer('review', '周闻', '13758160419'),
  afterSales('aftersales', '林知夏', '13588170533'),
  afterSales('aftersales2', '韩屿', '15158180647'),
  operations('ops', '乔安', '18858190751'),
  engineering('rd', '纪舟', '17757110862'),

  tier1('fang.ruolan', '方若岚', '13606510973'),
  tier1('wu.xiaotong', '吴晓彤', '15990021084'),
  tier1('zhao.minghao', '赵明昊', '18767131195'),
  tier1('sun.yue', '孙悦', '13738042206'),
  tier1('tang.jiayi', '唐嘉怡', '15068753317'),
  tier1('deng.kai', '邓凯', '18968064428'),
  tier1('qin.shuyu', '秦书瑜', '13958175539'),
  tier1('pan.lin', '潘琳', '17816886640'),
  reviewer('he.muyun', '何沐云', '13666697751'),
  reviewer('cao.yifan', '曹一帆', '15267408862'),
  afterSales('su.jianqing', '苏见青', '13819119973'),
  afterSales('ye.zhiqiu', '叶知秋', '15824221084'),
  afterSales('shen.hao', '沈皓', '18757532195'),
  afterSales('bai.lu', '白露', '13429643306'),
  afterSales('gu.chengfeng', '顾承风', '18605754417'),
  operations('xu.chaoyang', '许朝阳', '13805865528'),
  operations('luo.yiran', '罗怡然', '15394276639'),
  operations('jiang.shan', '江珊', '18167387740'),
  engineering('lu.yuanzhou', '陆远洲', '13957498851'),
  engineering('song.weiran', '宋未然', '15700109962'),
  engineering('mo.bai', '莫白', '19957211073'),
];

function user(username: string, name: string, department: string, role: RoleKey, phone: string): UserSeed {
  return { username, name, department, roles: [role], phone };
}

function tier1(username: string, name: string, phone: string): UserSeed {
  return user(username, name, '一线客服部', 'tier1_agent', phone);
}

function reviewer(username: string, name: string, phone: string): UserSeed {
  return user(username, name, '审单部', 'reviewer', phone);
}

function afterSales(username: string, name: string, phone: string): UserSeed {
  return user(username, name, '售后服务部', 'after_sales_agent', phone);
}

function operations(username: string, name: string, phone: string): UserSeed {
  return user(username, name, '产品运营部', 'operations', phone);
}

function engineering(username: string, name: string, phone: string): UserSeed {
  return user(username, name, '研发中心', 'engineering', phone);
}
