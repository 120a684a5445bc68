"""Units, trades and venues (单位场所): what the register of premises asks."""

from wangge.dictionary import lists, unit_lists
from wangge.dictionary.sections.lines import CIVIC, CIVIL, FIRE, LABOR, MARKET, PARTY, POLICE, Line
from wangge.dictionary.shape import WHILE_HERE, YEAR, Field, Section, Sensitivity, Subject, Type

_KNOW, _WATCH = "掌握辖区单位基本情况", "治安防范和安全检查"


def _line(owner: str, purpose: str, sensitivity: Sensitivity = Sensitivity.INTERNAL) -> Line:
    return Line(Section.PREMISES, owner, purpose, sensitivity, WHILE_HERE, YEAR, Subject.PREMISES)


_unit = _line(MARKET, _KNOW)
_person = _line(MARKET, "联系单位负责人", Sensitivity.PERSONAL)
_guard = _line(POLICE, _WATCH)
_fire = _line(FIRE, _WATCH)
_party = _line(PARTY, "两新组织党建和群团建设")
_org = _line(CIVIL, "社会组织登记管理")
_staff = _line(LABOR, "用工和社会保险服务")
_grid = _line(CIVIC, _KNOW)

FIELDS: tuple[Field, ...] = (
    _unit("premises_name", "单位名称", synonyms="单位/门店名称 组织名称 学校名称 场所名称 门店名称 企业名称 名称", required=True),
    _unit("premises_kind", "单位类型", Type.CODE, "类型 所属分类", codes=unit_lists.KINDS, required=True),
    _unit("credit_code", "统一社会信用代码", synonyms="信用代码 统一信用代码 社会信用代码"),
    _unit("licence_number", "证照编号", synonyms="证件编号 工商部门执照号 营业执照号 登记证号"),
    _unit("premises_address", "单位地址", synonyms="地址 地点 经营地址 注册地址", required=True),
    _unit("scope", "经营范围", synonyms="单位职权/门店经营范围 活动内容"),
    _unit("authority", "主管部门", synonyms="业务主部门 业务主管部门 主管或所属单位"),
    _person("legal_person", "法定代表人", Type.NAME, "法人代表 负责人 单位负责人姓名 单位负责人", required=True),
    _person("legal_phone", "法定代表人电话", Type.PHONES, "法人代表电话 单位负责人电话 联系方式"),
    _person("legal_id", "法定代表人证件号码", Type.ID_NUMBER, sensitivity=Sensitivity.SENSITIVE),
    _person("manager_name", "管理责任人姓名", Type.NAME, "管理责任人 安全责任人"),
    _person("manager_phone", "管理责任人电话", Type.PHONES, "安全责任人联系电话"),
    _unit("premises_source", "房屋来源", Type.CODE, "经营用房来源", codes=unit_lists.HOUSE_SOURCES),
    _unit("premises_area", "场所面积（㎡）", Type.NUMBER, "面积 经营面积"),
    _unit("registered_on", "登记注册时间", Type.DATE, "注册时间 成立时间 登记日期"),
    _unit("opened_on", "开业日期", Type.DATE, "开始使用日期"),
    _unit("opened_year", "开始使用年份", Type.NUMBER),
    _unit("closed_on", "注销日期", Type.DATE, "停业日期"),
    _unit("openness", "经营状态", Type.CODE, "状态", codes=unit_lists.OPENNESS),
    _unit("nature", "单位性质", Type.CODE, "经济性质", codes=unit_lists.NATURES),
    _unit("holding", "控股情况", Type.CODE, "企业控股情况", codes=lists.HOLDINGS),
    _guard("unit_category", "单位类别", Type.CODE, codes=unit_lists.CATEGORIES),
    _guard("premises_trade", "行业类别", Type.CODE, "行业", codes=unit_lists.TRADES),
    _guard("venue", "场所类别", Type.CODE, codes=unit_lists.VENUES),
    _staff("staff_count", "员工人数", Type.NUMBER, "在职人数 从业人数 组织人数 员工数"),
    _staff("outside_staff", "外来用工人数", Type.NUMBER, "其中外来用工人数"),
    _staff("foreign_staff", "境外人员数", Type.NUMBER, "其中境外人员数"),
    _staff("lodgers", "居住人数", Type.NUMBER, "住宿人数"),
    _grid("students", "在校学生数", Type.NUMBER),
    _grid("teachers", "教职工数", Type.NUMBER),
    _grid("foreign_teachers", "外籍教师数", Type.NUMBER),
    _fire("hazardous", "涉及危险化学品", Type.BOOLEAN, "是否危化 是否危化品"),
    _fire("hazard", "安全隐患类型", Type.CODE, "隐患类型", codes=lists.HAZARDS),
    _fire("fire_key_on", "消防重点单位确定日期", Type.DATE),
    _fire("fire_staff", "专职消防员数", Type.NUMBER),
    _fire("fire_volunteers", "义务消防员数", Type.NUMBER),
    _guard("attention", "关注程度", Type.CODE, codes=lists.ATTENTION),
    _guard("key_unit_level", "治安重点单位级别", Type.CODE, "防恐级别", codes=unit_lists.LEVELS),
    _guard("key_unit_on", "治安重点单位确定日期", Type.DATE),
    _guard("security_office", "保卫机构", synonyms="保卫机构名称"),
    _guard("security_form", "保卫机构形式", Type.CODE, "机构形式", codes=unit_lists.GUARD_FORMS),
    _guard("guards_full", "专职保卫人员数", Type.NUMBER),
    _guard("guards_part", "兼职保卫人员数", Type.NUMBER),
    _guard("guards_hired", "保安员数", Type.NUMBER),
    _guard("security_kit", "安防设施", synonyms="有无安保设施 安防设施类别"),
    _party("party_body", "有无党组织", Type.BOOLEAN, "党组织"),
    _party("party_members", "党员人数", Type.NUMBER),
    _party("youth_body", "有无团组织", Type.BOOLEAN, "团组织"),
    _party("youth_head", "团组织负责人", Type.NAME, sensitivity=Sensitivity.PERSONAL),
    _party("union_body", "有无工会", Type.BOOLEAN, "工会组织"),
    _party("union_head", "工会组织负责人", Type.NAME, sensitivity=Sensitivity.PERSONAL),
    _party("women_body", "有无妇联组织", Type.BOOLEAN, "妇联组织"),
    _grid("governance_body", "有无综治组织", Type.BOOLEAN, "综治组织"),
    _org("social_kind", "社会组织类型", Type.CODE, codes=lists.SOCIAL_ORGANISATIONS),
    _grid("premises_note", "单位备注", synonyms="描述 备注"),
)  # fmt: skip
