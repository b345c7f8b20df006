import { foldName } from './fold-text.ts';
import type { ImportKind, ImportTarget } from './import-plan.ts';

/**
 * What people and platforms call their columns (spec 06: "guessed from names and known synonyms"). A pattern is tried
 * on the heading in lower case without spaces, brackets and marks; the weight says how sure it is, of 100.
 */
interface Synonym {
  readonly target: ImportTarget;
  readonly weight: number;
  readonly pattern: RegExp;
  readonly kind?: ImportKind;
}

const SYNONYMS: readonly Synonym[] = [
  say(
    'customer_name',
    95,
    /^(?:投诉|申诉|反映|举报|来电|联系|客户|顾客|用户|会员|消费|买家|收货|车主|业主|当事|购买)(?:人|者|方)?(?:的)?(?:姓名|名称|名字|称呼|昵称|名)$/,
  ),
  say(
    'customer_name',
    90,
    /^(?:投诉|申诉|反映|举报|来电|联系|诉求|收货|当事|购买)(?:人|者)$|^(?:姓名|称呼)$/,
  ),
  say('customer_name', 85, /^(?:客户|顾客|用户|会员|消费者|买家|车主|业主)$/),
  say(
    'customer_name',
    90,
    /^(?:customer|consumer|complainant|client|caller|contact|buyer|full|user)s?(?:full)?name$/,
  ),
  say('customer_name', 80, /^(?:customer|consumer|complainant|client|caller|name|contactperson)$/),
  say('customer_name', 45, /^(?:名字|昵称|网名|用户名|发帖人|作者|author|username|nickname)$/),

  say(
    'phone',
    95,
    /^(?!.*(?:客服|商家|公司|企业|经办|坐席|座席|处理)).*(?:手机号|手机|联系电话|联系方式|电话号)/,
  ),
  say('phone', 85, /^(?!.*(?:客服|商家|公司|企业|经办|坐席|座席|处理)).*电话|^(?:来电|主叫)号码$/),
  say(
    'phone',
    90,
    /^(?!.*(?:company|agent|store)).*(?:phone|mobile|telephone|cellnumber|contactn(?:o|umber))/,
  ),
  say('phone', 80, /^(?:tel|cell)$/),

  say('title', 95, /^(?:投诉|工单|问题|诉求|来信|信访|举报|反馈|咨询|帖子|申诉)?(?:标题|主题|题目|题名)$/),
  say('title', 90, /^(?:complaint|ticket|case|issue)?(?:title|subject|headline)$/),
  say('title', 70, /^(?:标题简述|问题概述|摘要|概述|简述|事由)$/),
  say('title', 60, /^(?:issue|complainttype|problemtype|topic|sub-?issue)$/),
  say('title', 40, /^(?:desc|简介|问题简述)$/),

  say(
    'description',
    95,
    /(?:投诉|问题|诉求|事件|故障|反馈|工单|来电|来信|咨询|反映|举报|详细)(?:的)?(?:详情|内容|描述|经过|正文|情况|说明|事由|详细)/,
  ),
  say('description', 90, /^(?:详情|内容|描述|正文|诉求|问题描述|具体情况|详细说明|事情经过|事实描述|留言)$/),
  say(
    'description',
    90,
    /narrative|^(?:complaint|issue|problem|case|ticket)?(?:description|details?|content|text|body|message)$/,
  ),
  say(
    'description',
    75,
    /^(?:desc|summary|descriptor|remarks?|comments?|complaint|concern|问题|投诉|简介|情况说明)$/,
  ),
  say('description', 60, /^(?:problem|feedback|review|摘要|概述)$/),

  say('order_number', 95, /(?:订单|交易|订购|运单|物流|快递|流水|购买)(?:编?号码?|id)|^订单$/),
  say('order_number', 95, /^(?:order|transaction|tracking)(?:s|-)?(?:no\.?|number|id|num|#)?$/),
  say(
    'order_number',
    50,
    /^(?:投诉|工单|受理|举报|登记|案件|信件|单据|业务|申诉)(?:编号|单号|号码|号|id)$|^(?:编号|单号)$/,
  ),
  say(
    'order_number',
    50,
    /^(?:complaint|unique|ticket|case|request|reference|record|incident|sr)(?:-)?(?:id|key|no\.?|number|ref|#)$|^id$/,
  ),

  say('source', 95, /(?:来源|渠道|途径)$|^(?:投诉|来源)平台$|^(?:来源|渠道)(?:名称|平台)$/),
  say(
    'source',
    90,
    /^(?:complaint|ticket|case|submission)?(?:source|channel|origin)$|^(?:submitted|received|opened)?via$/,
  ),

  say('priority', 95, /紧急程度|紧急度|优先级|优先程度|加急|^(?:priority|urgency|severity)(?:level)?$/),
  say('priority', 60, /^(?:紧急|级别|重要程度|重要性|等级)$/),

  say(
    'category',
    95,
    /[一二三四五12345]级(?:分类|类别|类目|类型|目录|事项|标签|原因)?$|(?:大|中|小|细)类$|^(?:level|l)-?[1-5]$/,
  ),
  say(
    'category',
    90,
    /(?:工单|问题|投诉|业务|诉求|案件|事项|服务)(?:的)?(?:分类|类别|类型|类目|归类)$|^(?:分类|类别|类目)$/,
  ),
  say('category', 85, /^(?:complaint|issue|ticket|case|problem)?(?:category|classification)(?:name|path)?$/),
  say(
    'category',
    50,
    /^(?:投诉问题|问题类型|类型|投诉原因|问题标签|投诉类型|标签|product|type|complainttype|sub-?product)$/,
  ),

  past(
    'created_at',
    95,
    /(?:创建|投诉|受理|提交|登记|来电|反映|发起|接收|接单|报修|举报|建单|进线|发布|咨询|申诉)(?:时间|日期|时刻)/,
  ),
  past(
    'created_at',
    90,
    /^(?:date|time)?(?:created|opened|submitted|reported|logged)(?:date|time|at|on)?$|^(?:createtime|opendate)$/,
  ),
  past('created_at', 80, /^(?:datereceived|receiveddate|complaintdate)$/),
  past('created_at', 75, /^(?:时间|日期|date|datetime|time|timestamp|day)$/),
  past(
    'closed_at',
    95,
    /(?:办结|关闭|完结|结案|完成|解决|归档|结束|销单|处理完成|处理|反馈|回复)(?:时间|日期|时刻)/,
  ),
  past(
    'closed_at',
    90,
    /^(?:date|time)?(?:closed|resolved|completed|finished|solved)(?:date|time|at|on)?$|^(?:close|end)(?:time|date)$/,
  ),
  past(
    'handler',
    95,
    /^(?:处理|经办|受理|跟进|负责|责任|承办|办理|接待|接单|记录|登记)(?:人|者)(?:员)?(?:姓名)?$|^(?:处理|受理|经办|客服|坐席|座席|接待)(?:人员|专员|姓名|工号)?$/,
  ),
  past(
    'handler',
    90,
    /^(?:handler|assignee|agent|owner|operator|handledby|assignedto|assigned|rep)(?:name)?$/,
  ),
  past(
    'outcome',
    95,
    /是否(?:已)?(?:解决|办结)|^解决(?:状态|情况|与否)$|^(?:outcome|solved|resolved|issolved)$/,
  ),
  past('outcome', 45, /^(?:处理)?(?:结果|状态)$|^(?:status|result)$/),
  past('unsolved_reason', 95, /未(?:能)?解决(?:的)?(?:原因|理由|说明)|^unsolvedreason$/),
  past('satisfaction', 95, /满意(?:度|情况|与否)?|^(?:customer)?(?:satisfaction|rating|csat)$/),
  past(
    'comment',
    95,
    /(?:处理|解决|办理|回复|答复|处置|跟进|关闭|回访)(?:的)?(?:意见|过程|情况|内容|说明|方案|记录|措施|经过)$/,
  ),
  past('comment', 85, /(?:处理|解决|办理|投诉|回访)结果$|^(?:答复|回复|结论|处理)$/),
  past(
    'comment',
    85,
    /^(?:resolution|companyresponse|companyresponsetoconsumer|solution|answer|reply|resolutiondescription)$/,
  ),
];

/** What belongs to the complaint although no field is made for it: it goes below the description. */
const DETAIL =
  /^(?:投诉|涉诉|被投诉|涉事|申诉|举报)?(?:对象|商家|企业|公司|要求|诉求|问题|原因|标签|商品|产品|品牌|车型|车系|车款|金额|地点|地址|区域|城市|故障|进度|标签)(?:名称|类型|描述)?$|^(?:brand|model|carmodel|car_model|type|problem|object|demands?|product|sub-?product|issue|sub-?issue|company|descriptor|complainttype|locationtype|borough|city|address|incidentaddress)$/;

const NUMBER_OF_ITS_OWN =
  /编号|单号|流水号|链接|网址|^(?:id|key|url|link|href)$|(?:complaint|unique|ticket|case|request|record|reference|order)(?:id|key|no|number|url|link)$/;
const COUNTER = /^(?:序号|行号|no\.?|#|index|unnamed.*|rownumber)$/;

function say(target: ImportTarget, weight: number, pattern: RegExp): Synonym {
  return { target, weight, pattern };
}

function past(target: ImportTarget, weight: number, pattern: RegExp): Synonym {
  return { target, weight, pattern, kind: 'history' };
}

/** A heading without what stands around its words: brackets with a unit or a hint, stars of required ones. */
export function bareHeading(heading: string): string {
  return foldName(heading)
    .replace(/[(（[【].*?[)）\]】]/g, '')
    .replace(/[*＊:：?？"'“”]/g, '');
}

/** How surely a heading names each target, of 100. */
export function targetsNamed(heading: string, kind: ImportKind): ReadonlyMap<ImportTarget, number> {
  const bare = bareHeading(heading);
  const named = new Map<ImportTarget, number>();
  if (bare === '' || bare.length > 40) return named;
  for (const synonym of SYNONYMS) {
    if (synonym.kind !== undefined && synonym.kind !== kind) continue;
    if (synonym.pattern.test(bare) && synonym.weight > (named.get(synonym.target) ?? 0))
      named.set(synonym.target, synonym.weight);
  }
  return named;
}

/** How surely a heading names the text itself, of 100; 0 where it names something else. */
export function namesDetail(heading: string): number {
  return targetsNamed(heading, 'tickets').get('description') ?? 0;
}

/** A column without a field of its own that whoever handles the complaint wants to read. */
export function belongsBelow(heading: string): boolean {
  return DETAIL.test(bareHeading(heading));
}

/** A column that tells one complaint from another even where no field takes it: its number at the platform, its link. */
export function tellsApart(heading: string): boolean {
  const bare = bareHeading(heading);
  return !COUNTER.test(bare) && NUMBER_OF_ITS_OWN.test(bare);
}

/** A column that only counts the rows. */
export function isCounter(heading: string): boolean {
  return COUNTER.test(bareHeading(heading));
}
