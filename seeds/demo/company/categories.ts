import type { CategorySeed } from './types.ts';

/** `名称` or `名称:template` or `名称::priority`: leaves inherit what they don't name. */
const leaves = (list: string): CategorySeed[] =>
  list.split(' ').map((entry) => {
    const [name = '', template, priority] = entry.split(':');
    return {
      name,
      ...(template && { template }),
      ...(priority && { priority: priority as 'low' | 'high' | 'urgent' }),
    };
  });

const branch = (name: string, template: string, list: string, group?: string): CategorySeed => ({
  name,
  template,
  ...(group && { group }),
  children: leaves(list),
});

/** Three business lines, three levels. */
export const CATEGORIES: readonly CategorySeed[] = [
  {
    name: '售前',
    group: 'after2',
    children: [
      branch('商品咨询', 'product', '规格参数 库存与到货 价格与优惠 真伪查询 使用方法 预售说明'),
      branch('活动咨询', 'promotion', '优惠券使用 满减规则 秒杀活动 拼团活动 积分兑换'),
      branch('购买流程', 'purchase', '下单失败::high 支付方式 发票说明:invoice 企业采购:business 货到付款'),
      branch('账号注册', 'account', '收不到验证码::high 实名认证 绑定手机号 第三方登录'),
      branch('商家入驻', 'merchant', '入驻条件 资质审核 保证金 类目申请'),
    ],
  },
  {
    name: '售后',
    group: 'after1',
    children: [
      branch(
        '订单问题',
        'order',
        '退款问题:refund 换货问题:exchange 商品少件:missing 修改订单 取消订单 发票问题:invoice 订单状态异常::high',
      ),
      branch(
        '物流问题',
        'logistics',
        '物流异常 未收到货::high 配送延误 配送员态度 包裹破损:damage 修改收货地址 拒收退回',
      ),
      branch(
        '支付问题',
        'payment',
        '重复扣款::urgent 支付异常::high 退款未到账:refund:high 优惠未抵扣 分期账单 余额提现',
      ),
      branch('会员服务', 'member', '会员权益 续费退款:refund 自动续费 积分未到账 等级异常 生日礼遇'),
      branch('账号安全', 'account', '账号冻结::high 密码找回 盗号申诉::urgent 换绑手机 注销账号'),
      branch(
        '质量问题',
        'quality',
        '商品瑕疵 功能故障:repair 与描述不符 生鲜变质::high 过敏不适::urgent 保质期问题',
      ),
      branch('安装维修', 'repair', '预约安装 安装延误 上门维修 维修费用 配件购买'),
      branch('App 使用', 'app', '闪退卡顿 无法登录::high 页面显示异常 推送打扰 功能建议', 'after2'),
    ],
  },
  {
    name: '投诉',
    group: 'complaints',
    priority: 'high',
    children: [
      branch('平台投诉', 'complaint', '退款纠纷 不退定金 押金不退 霸王条款 自动扣费 虚假宣传'),
      branch('服务投诉', 'service', '客服态度 处理超时 承诺未兑现 推诿扯皮 隐私泄露::urgent'),
      branch('商品投诉', 'goods_complaint', '质量投诉 假冒伪劣::urgent 价格欺诈 食品安全::urgent 缺斤少两'),
      branch('汽车与出行', 'car', '变速箱异响 发动机故障 车身漆面 保养费用 租车押金 网约车费用'),
      branch('教育与培训', 'education', '课程退费 师资不符 诱导贷款 停课跑路::urgent'),
      branch('媒体与监管', 'regulator', '12315::urgent 黑猫投诉 聚投诉 媒体曝光::urgent 律师函::urgent'),
    ],
  },
];
