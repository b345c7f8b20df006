import type { StoryBook } from './types.ts';

export const ACCOUNT_STORIES: StoryBook = {
  '售后/账号问题/账号冻结': [
    {
      title: '账号被冻结，余额无法提现',
      text: '客户登录提示“账号异常，已限制使用”，里面有 {amount} 元余额，客户称没有违规操作。',
      amount: 'wallet',
      values: { account_problem: 'frozen' },
    },
    {
      title: '被误判刷单，要求解封',
      text: '客户 {date} 给公司采购了多单{goods}，随后账号被限制下单，愿意提供采购合同。',
      amount: 'wallet',
      values: { account_problem: 'frozen' },
    },
    {
      title: '解封申请 {days} 天没有结果',
      text: '客户按提示上传了身份材料申请解封，{days} 天没有答复，订单无法查看物流。',
      amount: 'wallet',
      values: { account_problem: 'frozen' },
    },
  ],
  '售后/账号问题/账号安全': [
    {
      title: '怀疑账号被盗，有陌生订单',
      text: '客户账号里出现一笔 {amount} 元的订单，收货地址在{city}，不是本人下单，要求立即冻结并追回。',
      amount: 'wallet',
      values: { account_problem: 'stolen' },
    },
    {
      title: '收到异地登录提醒',
      text: '客户 {date} {time} 收到{city}登录提醒，本人没有去过，已改密码，要求查登录记录。',
      amount: 'wallet',
      values: { account_problem: 'stolen' },
    },
    {
      title: '接到冒充客服电话，余额被转走',
      text: '客户接到自称客服的电话，对方说出订单信息并索要验证码，随后余额少了 {amount} 元，已报警。',
      amount: 'wallet',
      values: { account_problem: 'stolen', evidence_types: ['chat', 'payment'] },
    },
  ],
  '售后/账号问题/换绑手机': [
    {
      title: '换绑手机号，收不到验证码',
      text: '客户旧手机号已停用，换绑新号时收不到验证码，短信拦截已关闭，试了 {times} 次。',
      values: { account_problem: 'no_code' },
    },
    {
      title: '新手机号提示已被注册',
      text: '客户新办的号码提示已绑定其他账号，应是前机主留下的，要求核实后解绑。',
      values: { account_problem: 'change_phone' },
    },
    {
      title: '人脸验证一直不通过',
      text: '客户换绑手机号时人脸验证失败 {times} 次，被锁定 24 小时，希望走人工核验。',
      values: { account_problem: 'change_phone' },
    },
  ],
  '售后/账号问题/实名认证': [
    {
      title: '修改实名信息，上传证件失败',
      text: '客户改名后要更新实名信息，上传新证件一直提示“图片不清晰”，换了 {times} 张都不行。',
      values: { account_problem: 'real_name' },
    },
    {
      title: '身份信息被他人占用认证',
      text: '客户实名认证时提示证件已被另一账号使用，客户没有注册过，要求查清并解除。',
      values: { account_problem: 'real_name' },
    },
    {
      title: '港澳台证件无法认证',
      text: '客户使用居住证认证，系统只识别身份证，无法开通提现，希望人工审核。',
      values: { account_problem: 'real_name' },
    },
  ],
  '售后/账号问题/账号注销': [
    {
      title: '注销账号申请 {days} 天未处理',
      text: '客户 {date} 提交注销申请，页面写 3 个工作日完成，至今没有结果，仍在收到营销短信。',
      amount: 'wallet',
      values: { account_problem: 'cancel' },
    },
    {
      title: '因有未完成订单无法注销',
      text: '客户要注销账号，系统提示有未完成订单，订单列表却是空的，无法继续。',
      amount: 'wallet',
      values: { account_problem: 'cancel' },
    },
    {
      title: '注销前要求退回余额',
      text: '客户账户里有 {amount} 元余额，注销页提示余额清零，要求先退回再注销。',
      amount: 'wallet',
      values: { account_problem: 'cancel' },
    },
  ],
  '售后/产品故障/闪退卡顿': [
    {
      title: 'App 提交订单后闪退',
      text: '客户手机{device}，更新到 {version} 后每次点“提交订单”就闪退，清过缓存、重装过都没用。',
      values: { app_features: ['checkout'] },
    },
    {
      title: '打开购物车很卡，要等十几秒',
      text: '{device}上打开购物车转圈十几秒，商品多时直接无响应，其他 App 正常。',
      values: { app_features: ['cart'] },
    },
    {
      title: '课程播放到一半自动退出',
      text: '客户用{device}看课，播放 20 分钟左右自动退出，进度丢失，版本 {version}。',
      values: { app_features: ['player'] },
    },
    {
      title: '搜索页滑动几下就白屏',
      text: '搜索{goods}后往下滑几屏就白屏，返回重进能恢复，客户录了屏。',
      values: { app_features: ['search'] },
    },
  ],
  '售后/产品故障/登录异常': [
    {
      title: '登录后立刻被退出',
      text: '{device}上输入密码登录成功，几秒后又回到登录页，换网络也一样，网页端正常。',
      values: { app_features: ['login'] },
    },
    {
      title: '微信登录提示授权失败',
      text: '客户一直用微信登录，{date} 起提示“授权失败，请稍后再试”，重新绑定也不行。',
      values: { app_features: ['login'] },
    },
    {
      title: '密码正确却提示错误',
      text: '客户刚重置过密码，App 提示密码错误并锁定 30 分钟，网页端用同一密码可以登录。',
      values: { app_features: ['login'] },
    },
  ],
  '售后/产品故障/页面异常': [
    {
      title: '订单列表一片空白',
      text: '客户打开“我的订单”是空白，看不到{goods}的物流，小程序里能看到。',
      values: { app_features: ['order'] },
    },
    {
      title: '商品价格显示为 0 元',
      text: '客户看到{goods}标价 0 元，下单后又变回原价，要求按页面价格成交。',
      values: { app_features: ['cart', 'checkout'] },
    },
    {
      title: '字体放大后按钮看不见',
      text: '客户是老年人，手机调了大字体，{version} 版结算页的“提交”按钮被挡住，点不到。',
      values: { app_features: ['checkout'] },
    },
  ],
  '售后/产品故障/消息推送': [
    {
      title: '推送关不掉，每天收到十几条',
      text: '客户在设置里关闭了营销推送，仍然每天收到，{device}系统通知权限不想全关。',
      values: { app_features: ['message'] },
    },
    {
      title: '收不到发货和物流提醒',
      text: '客户更新 {version} 后再没有收到物流提醒，错过了派件电话，通知权限是打开的。',
      values: { app_features: ['message', 'order'] },
    },
    {
      title: '点推送进入的页面不存在',
      text: '客户点“{activity}”推送，打开后提示页面不存在，同事的手机可以打开。',
      values: { app_features: ['message'] },
    },
  ],
  '投诉/App 投诉/隐私泄露': [
    {
      title: '下单后频繁接到推销电话',
      text: '消费者 {date} 购买{goods}后每天接到推销电话，对方能说出订单内容，怀疑信息泄露。',
      values: { app_features: ['privacy', 'order'] },
    },
    {
      title: '他人能看到自己的收货地址',
      text: '消费者分享订单给朋友，对方能看到完整姓名和地址，要求说明并尽快修复。',
      values: { app_features: ['privacy', 'order'] },
    },
    {
      title: '拒绝授权通讯录就无法使用',
      text: '消费者拒绝通讯录权限后{device}上 App 无法继续，认为过度收集个人信息。',
      values: { app_features: ['privacy'] },
    },
  ],
  '投诉/App 投诉/广告骚扰': [
    {
      title: '摇一摇广告频繁跳转',
      text: '消费者用{device}打开 App，稍微晃动就跳到第三方页面，无法关闭，要求停止。',
      values: { app_features: ['search'] },
    },
    {
      title: '开屏广告关闭按钮太小',
      text: '{version} 版开屏广告的关闭按钮几乎看不见，老人多次误点下载了其他软件。',
      values: { app_features: ['search'] },
    },
    {
      title: '退订短信后仍收到营销信息',
      text: '消费者多次回复退订，仍每周收到 {times} 条“{activity}”短信，要求彻底停发。',
      values: { app_features: ['message'] },
    },
  ],
  '投诉/App 投诉/诱导消费': [
    {
      title: '结算页默认勾选付费服务',
      text: '结算{goods}时默认勾选退货险，消费者没有注意多付了钱，要求退款并改正。',
      values: { app_features: ['checkout'] },
    },
    {
      title: '倒计时优惠到期后自动重置',
      text: '页面显示优惠仅剩 10 分钟，消费者匆忙下单{goods}，之后发现倒计时又重新开始，认为诱导。',
      values: { app_features: ['checkout'] },
    },
    {
      title: '未成年人大额下单',
      text: '消费者家中孩子用其手机连续下单 {times} 笔，没有任何验证，要求退款并加强防护。',
      values: { app_features: ['checkout', 'login'] },
    },
  ],
};
