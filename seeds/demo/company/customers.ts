import type { FieldOption } from '../../../src/domain/form/field.ts';
import { digits } from './random.ts';
import type { Random } from './types.ts';

/** Surnames by how often one meets them: the first twenty stand for half of the people. */
const COMMON_SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'];
const OTHER_SURNAMES = [
  ...'梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文',
];
const COMPOUND_SURNAMES = ['欧阳', '上官', '司马', '诸葛'];

const WOMEN = [
  ...['婷', '静', '丽娟', '雨桐', '欣怡', '晓燕', '佳琪', '思涵', '梦洁', '秀英', '慧', '雪梅'],
  ...['子萱', '海燕', '淑芬', '诗雨', '琳', '艳红', '文静', '可欣', '美玲', '春华', '颖', '若曦'],
];
const MEN = [
  ...['伟', '强', '磊', '志强', '浩然', '俊杰', '建国', '子轩', '鹏飞', '宇航', '勇', '文博'],
  ...['天宇', '海涛', '永刚', '嘉豪', '凯', '振华', '思远', '立新', '国庆', '晨阳', '斌', '一鸣'],
];

/** First three digits of numbers that the operators of the mainland give to people. */
const MOBILE_PREFIXES = [
  ...['130', '131', '132', '133', '135', '136', '137', '138', '139', '150', '151', '152', '153'],
  ...['155', '156', '157', '158', '159', '166', '173', '176', '177', '178', '180', '181', '182'],
  ...['183', '185', '186', '187', '188', '189', '198', '199'],
];

export interface Region {
  readonly province: string;
  readonly city: string;
  /** What number plates of the city begin with. */
  readonly plate: string;
  readonly districts: readonly string[];
}

const region = (province: string, city: string, plate: string, districts: string): Region => ({
  province,
  city,
  plate,
  districts: districts.split(' '),
});

const REGIONS: readonly Region[] = [
  region('浙江', '杭州', '浙A', '西湖区 滨江区 余杭区 拱墅区'),
  region('浙江', '宁波', '浙B', '鄞州区 江北区 海曙区'),
  region('浙江', '温州', '浙C', '鹿城区 瓯海区'),
  region('上海', '上海', '沪A', '浦东新区 闵行区 徐汇区 杨浦区'),
  region('江苏', '南京', '苏A', '江宁区 鼓楼区 建邺区'),
  region('江苏', '苏州', '苏E', '吴中区 工业园区 昆山市'),
  region('北京', '北京', '京N', '朝阳区 海淀区 丰台区 通州区'),
  region('广东', '广州', '粤A', '天河区 番禺区 白云区'),
  region('广东', '深圳', '粤B', '南山区 宝安区 龙岗区'),
  region('广东', '佛山', '粤E', '南海区 顺德区'),
  region('四川', '成都', '川A', '武侯区 高新区 锦江区'),
  region('重庆', '重庆', '渝A', '渝北区 江北区 沙坪坝区'),
  region('湖北', '武汉', '鄂A', '洪山区 江汉区 武昌区'),
  region('湖南', '长沙', '湘A', '岳麓区 雨花区'),
  region('陕西', '西安', '陕A', '雁塔区 未央区'),
  region('山东', '青岛', '鲁B', '市北区 崂山区'),
  region('山东', '济南', '鲁A', '历下区 槐荫区'),
  region('河南', '郑州', '豫A', '金水区 中原区'),
  region('福建', '厦门', '闽D', '思明区 湖里区'),
  region('安徽', '合肥', '皖A', '蜀山区 包河区'),
  region('辽宁', '沈阳', '辽A', '和平区 铁西区'),
  region('天津', '天津', '津A', '南开区 滨海新区'),
  region('云南', '昆明', '云A', '五华区 盘龙区'),
  region('广西', '南宁', '桂A', '青秀区 良庆区'),
  region('黑龙江', '哈尔滨', '黑A', '南岗区 道里区'),
  region('新疆', '乌鲁木齐', '新A', '天山区 新市区'),
];

/** The places of the company's customers as the options of a cascade: province, city, district. */
export function regionTree(): FieldOption[] {
  const provinces = [...new Set(REGIONS.map(({ province }) => province))];
  return provinces.map((province) => ({
    value: province,
    label: province,
    children: REGIONS.filter((each) => each.province === province).map(({ city, districts }) => ({
      value: `${province}-${city}`,
      label: city,
      children: districts.map((district) => ({ value: `${province}-${city}-${district}`, label: district })),
    })),
  }));
}

const STREETS = [
  ...['文一西路', '江南大道', '人民中路', '建设二路', '滨河东路', '科技园南路', '和平街', '学院路'],
  ...['解放大道', '新城北街', '长宁路', '望江路', '青年大街', '中兴路', '翠柏路', '凤凰山路'],
];
const ESTATES = ['锦绣花园', '阳光新城', '翡翠湾', '和畅苑', '金桂名庭', '江南里', '书香门第', '悦府'];

function surname(random: Random): string {
  if (random.chance(0.01)) return random.pick(COMPOUND_SURNAMES);
  return random.pick(random.chance(0.5) ? COMMON_SURNAMES : OTHER_SURNAMES);
}

/** A full name, as on a bank card. */
export function fullName(random: Random): string {
  return surname(random) + random.pick(random.chance(0.5) ? WOMEN : MEN);
}

/** As agents note a customer down: mostly 顾女士, now and then the full name. */
export function customerName(random: Random): string {
  if (random.chance(0.2)) return fullName(random);
  return surname(random) + (random.chance(0.54) ? '女士' : '先生');
}

/** A mobile number that exists in the numbering plan, eleven digits. */
export function mobileNumber(random: Random): string {
  // The digit after the prefix is not 0: such blocks are given to machines rather than people.
  return random.pick(MOBILE_PREFIXES) + String(random.int(1, 9)) + digits(random, 7);
}

/** Province and city, most customers in the places named first. */
export function pickRegion(random: Random): Region {
  return random.pick(random.chance(0.6) ? REGIONS.slice(0, 10) : REGIONS);
}

/** As it stands in a customer's card: `浙江 杭州`, `上海`. */
export function regionName({ province, city }: Region): string {
  return province === city ? city : `${province} ${city}`;
}

export function streetAddress(random: Random, { province, city, districts }: Region): string {
  const place = province === city ? `${city}市` : `${province}${city}市`;
  const door = `${random.int(1, 32)} 幢 ${random.int(1, 4)} 单元 ${random.int(1, 28)}0${random.int(1, 4)} 室`;
  return `${place}${random.pick(districts)}${random.pick(STREETS)} ${random.int(6, 988)} 号${random.pick(ESTATES)} ${door}`;
}
