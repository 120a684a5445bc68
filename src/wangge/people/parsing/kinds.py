"""Everything the ledger import may have to say about a cell, in the user's words."""

from wangge.exchange.findings import Kind, Severity

_C, _D, _R, _S = Severity.CHANGED, Severity.DOUBTED, Severity.REFUSED, Severity.SKIPPED
NOTHING_TO_DO = "无需处理；如不对请在表中改正后重新导入。"
MEND = "请核对后在“待修改”表中改正，再导入一次。"

DITTO = Kind("cell.ditto", _C, "同上", "“{raw}”按上一行填为“{detail}”", NOTHING_TO_DO)
DITTO_LOST = Kind(
    "cell.ditto_lost",
    _D,
    "同上无来源",
    "写着“{raw}”，但上一行没有内容",
    "请填写实际内容后再导入。",
    True,
)
MERGED = Kind(
    "cell.merged", _C, "合并单元格", "合并单元格的值“{raw}”已填到第 {detail} 行", NOTHING_TO_DO
)
BLANKS = Kind("text.blanks", _C, "多余空格", "去掉了多余的空格，记为“{detail}”", NOTHING_TO_DO)
GUARDED_TEXT = Kind(
    "text.guard", _C, "防护符", "去掉了单元格前后的防护符，记为“{detail}”", NOTHING_TO_DO
)
UNKNOWN_TEXT = Kind("text.unknown", _C, "不详", "“{raw}”不是内容，按未填处理", "查明后补填。")
GUARDED_PARTS = Kind(
    "text.masked", _D, "内容被遮盖", "内容有遮盖符号，按原样保留", "请补全后再导入。"
)
TOO_LONG = Kind(
    "text.too_long",
    _D,
    "内容过长",
    "内容超过 {detail} 字，只保留前面部分",
    "请缩短后再导入。",
    True,
)

NAME_BLANK_INSIDE = Kind(
    "name.blank_inside", _C, "姓名中有空格", "去掉姓名中的空格，记为“{detail}”", NOTHING_TO_DO
)
NAME_BLANK_END = Kind(
    "name.blank_end", _C, "姓名前后有空格", "去掉姓名前后的空格，记为“{detail}”", NOTHING_TO_DO
)
NAME_DOT = Kind("name.dot", _C, "姓名间隔号", "间隔号统一为“·”，记为“{detail}”", NOTHING_TO_DO)
NAME_WIDTH = Kind(
    "name.width", _C, "姓名全角字母", "全角字母改为半角，记为“{detail}”", NOTHING_TO_DO
)
NAME_REMARK = Kind(
    "name.remark",
    _D,
    "姓名带说明",
    "姓名记为“{detail}”，括号里的说明没有记入",
    "请把说明写到备注栏。",
    True,
)
NAME_ODD = Kind("name.odd", _D, "姓名异常", "姓名中有不应出现的字符，按原样保留", MEND, True)
NAME_MASKED = Kind(
    "name.masked", _D, "姓名被遮盖", "姓名有遮盖符号，按原样保留", "请填写完整姓名。", True
)
NAME_PRIVATE = Kind(
    "name.private",
    _D,
    "造字",
    "姓名中有自造字，其他电脑上无法显示",
    "请换用标准生僻字后再导入。",
    True,
)
NAME_MISSING = Kind(
    "name.missing", _R, "没有姓名", "没有可用的姓名，整行未导入", "请填写姓名后再导入。", True
)
NAME_TOO_LONG = Kind(
    "name.too_long", _R, "姓名过长", "姓名超过 100 字，整行未导入", "请核对姓名后再导入。", True
)

ID_BLANKS = Kind("id.blanks", _C, "身份证号有空格", "去掉号码中的空格", NOTHING_TO_DO)
ID_WIDTH = Kind(
    "id.width", _C, "身份证号全角或小写", "全角数字或小写 x 已改为半角、大写", NOTHING_TO_DO
)
ID_GUARDED = Kind(
    "id.guarded", _C, "身份证号带防护符", "去掉等号、引号或制表符，号码完整", NOTHING_TO_DO
)
ID_LENGTHENED = Kind("id.lengthened", _C, "15 位身份证号", "15 位旧号码已升为 18 位", NOTHING_TO_DO)
ID_CHECK_DIGIT = Kind(
    "id.check_digit", _D, "身份证号校验不符",
    "校验位不对，号码有误，未作为有效号码", "请按身份证核对 18 位号码后再导入。", True,
)  # fmt: skip
ID_DIGITS_LOST = Kind(
    "id.digits_lost", _D, "身份证号末位丢失",
    "号码被存成了数字，末 3 位已丢失，未作为有效号码",
    "请把该列设为“文本”格式，重新录入 18 位号码后再导入。", True,
)  # fmt: skip
ID_MASKED = Kind(
    "id.masked",
    _D,
    "身份证号被遮盖",
    "号码中有遮盖符号，未作为有效号码",
    "请填写完整号码后再导入。",
    True,
)
ID_LENGTH = Kind(
    "id.length",
    _D,
    "身份证号位数不对",
    "号码不是 18 位（现为 {detail} 位），未作为有效号码",
    "请核对号码后再导入。",
    True,
)
ID_DATE = Kind(
    "id.date",
    _D,
    "身份证号日期不对",
    "号码中的出生日期不存在，未作为有效号码",
    "请核对号码后再导入。",
    True,
)
ID_MISSING = Kind(
    "id.missing", _D, "没有身份证号", "没有填写身份证号", "请补填身份证号后再导入。", True
)
ID_OTHER = Kind(
    "id.other",
    _D,
    "其他证件",
    "不是身份证号，按其他证件号码记录，未校验",
    "请核对证件类型和号码。",
    True,
)

DATE_NOTATION = Kind("date.notation", _C, "日期写法", "统一写为 {detail}", NOTHING_TO_DO)
DATE_COMPLETED = Kind("date.completed", _C, "日期缺日", "按身份证号补全为 {detail}", NOTHING_TO_DO)
DATE_INCOMPLETE = Kind(
    "date.incomplete",
    _D,
    "日期缺日",
    "只有年月，又无有效身份证号可以补全，出生日期未记入",
    "请填写完整日期。",
    True,
)
DATE_PROBABLE = Kind(
    "date.probable",
    _D,
    "日期缺日",
    "按存疑的身份证号补为 {detail}，两处年月一致",
    "请核对出生日期。",
    True,
)
DATE_CENTURY = Kind(
    "date.century", _D, "年份不明", "两位年份可能是 19 或 20 开头，记为 {detail}", MEND, True
)
DATE_LUNAR = Kind(
    "date.lunar", _D, "农历日期", "农历日期没有换算，未记入", "请填写公历日期。", True
)
DATE_IMPOSSIBLE = Kind(
    "date.impossible", _D, "日期不对", "“{raw}”不是可能的日期，未记入", "请填写正确日期。", True
)
BIRTH_FROM_ID = Kind("birth.from_id", _C, "补出生日期", "按身份证号补为 {detail}", NOTHING_TO_DO)
BIRTH_AGAINST_ID = Kind(
    "birth.against_id",
    _D,
    "出生日期与身份证不符",
    "与有效身份证号中的 {detail} 不一致，按身份证号记录",
    MEND,
    True,
)

SEX_NOTATION = Kind("sex.notation", _C, "性别写法", "统一写为“{detail}”", NOTHING_TO_DO)
SEX_FROM_ID = Kind("sex.from_id", _C, "补性别", "按身份证号补为“{detail}”", NOTHING_TO_DO)
SEX_AGAINST_ID = Kind(
    "sex.against_id",
    _D,
    "性别与身份证不符",
    "与有效身份证号不一致，按身份证号记为“{detail}”",
    MEND,
    True,
)
SEX_UNKNOWN = Kind(
    "sex.unknown", _D, "性别无法识别", "“{raw}”不是性别，未记入", "请填“男”或“女”。", True
)
SEX_FROM_RELATION = Kind(
    "sex.from_relation", _C, "补性别", "按与户主关系补为“{detail}”", NOTHING_TO_DO
)
RELATION_AGAINST_SEX = Kind(
    "relation.against_sex",
    _D,
    "关系与性别不符",
    "与户主关系“{raw}”和性别对不上，都按原样保留",
    MEND,
    True,
)
RELATION_SYNONYM = Kind("relation.synonym", _C, "关系写法", "统一为“{detail}”", NOTHING_TO_DO)
RELATION_UNKNOWN = Kind(
    "relation.unknown",
    _D,
    "关系无法识别",
    "“{raw}”不在家庭关系代码中，未记入",
    "请改用户口簿上的关系名称。",
    True,
)
CODE_SYNONYM = Kind("code.synonym", _C, "规范用语", "统一为“{detail}”", NOTHING_TO_DO)
CODE_UNKNOWN = Kind(
    "code.unknown", _D, "无法识别", "“{raw}”不在代码表中，未记入", "请改用代码表中的名称。", True
)
VALUE_REFUSED = Kind("value.refused", _D, "内容不合规定", "{detail}，没有记入", MEND, True)
APART = Kind(
    "residence.apart", _C, "人户分离", "人员类别记为“户籍”，人户状态记为“人户分离”", NOTHING_TO_DO
)
LABEL_SYNONYM = Kind("label.synonym", _C, "标签写法", "统一为“{detail}”", NOTHING_TO_DO)
LABEL_UNKNOWN = Kind(
    "label.unknown", _D, "标签无法识别", "“{detail}”不是已有的人员标签，未记入", MEND, True
)

PHONE_TWO = Kind("phone.two", _C, "一格多个电话", "拆成 {detail} 个号码", NOTHING_TO_DO)
PHONE_BLANKS = Kind("phone.blanks", _C, "电话有空格", "去掉号码中的空格和横线", NOTHING_TO_DO)
PHONE_NUMBER = Kind("phone.number", _C, "电话存成数字", "按号码读出", "建议把该列设为“文本”格式。")
PHONE_WIDTH = Kind("phone.width", _C, "电话全角", "全角数字改为半角", NOTHING_TO_DO)
PHONE_NONE = Kind("phone.none", _C, "无电话", "“{raw}”按没有电话处理", "查明后补填。")
PHONE_MISSING = Kind("phone.missing", _D, "成年人没有电话", "没有填写电话", "请补填电话。")
PHONE_MASKED = Kind(
    "phone.masked", _D, "电话被遮盖", "号码中有遮盖符号，未记入", "请填写完整号码。", True
)
PHONE_WRONG = Kind(
    "phone.wrong", _D, "电话不对", "“{detail}”不是可用的电话号码，未记入", "请核对号码。", True
)
PHONE_TEXT = Kind(
    "phone.text", _D, "电话栏有文字", "只记入了号码，文字没有记入", "请把文字写到备注栏。", True
)

ADDRESS_UNSPLIT = Kind(
    "address.unsplit",
    _D,
    "地址无法拆分",
    "没有认出楼栋和房号，地址按原样记录",
    "请写成“某路某号某栋某单元某室”。",
    True,
)
STATUS_IN_NOTE = Kind(
    "note.status",
    _D,
    "备注提到人员去向",
    "备注写有“{raw}”，人员状态没有改动",
    "请核实是否迁出或死亡，再改人员状态。",
    True,
)
GRID_UNKNOWN = Kind(
    "grid.unknown",
    _D,
    "没有这个网格",
    "本辖区没有“{raw}”，住户先归到所选辖区",
    "请先建好网格或改正名称。",
)

ROW_DUPLICATE = Kind(
    "row.duplicate",
    _D,
    "重复人员",
    "与{detail}是同一人，已合并：只补空项，不改已有内容",
    "请删去重复的行。",
    True,
)
ROW_CONFLICT = Kind(
    "row.conflict",
    _D,
    "同号不同名",
    "身份证号与{detail}相同而姓名不同，整行未作为有效号码",
    "请核对两人的号码。",
    True,
)
PERSON_ELSEWHERE = Kind(
    "person.elsewhere",
    _R,
    "已在其他辖区登记",
    "这个身份证号已在其他辖区登记，这一行未导入",
    "请由原辖区办理迁出，或由上级办理后再导入。",
    True,
)
ROW_TITLE = Kind("row.title", _S, "标题行", "标题行，不导入", NOTHING_TO_DO)
ROW_HEADER = Kind("row.header", _S, "表头行", "表头，不导入", NOTHING_TO_DO)
ROW_HEADER_AGAIN = Kind("row.header_again", _S, "重复表头", "重复的表头，不导入", NOTHING_TO_DO)
ROW_SUBTOTAL = Kind("row.subtotal", _S, "小计行", "小计或合计，不导入", NOTHING_TO_DO)
ROW_NOTE = Kind("row.note", _S, "说明行", "说明或落款，不导入", NOTHING_TO_DO)
ROW_BLANK = Kind("row.blank", _S, "空行", "空行，不导入", NOTHING_TO_DO)
COLUMN_UNUSED = Kind(
    "column.unused",
    _S,
    "未导入的列",
    "这一列没有对应的数据项，未导入",
    "需要时在预览中为它选择数据项。",
)
SHEET_NO_HEADER = Kind(
    "sheet.no_header",
    _S,
    "没有表头",
    "没有找到含“姓名”等栏目的表头，整张工作表未导入",
    "请补上表头后再导入。",
)

NO_FAULTS = frozenset({ROW_TITLE.key, ROW_HEADER.key, ROW_NOTE.key, COLUMN_UNUSED.key})
"""Kinds that every good ledger has; they are listed but are no faults."""
