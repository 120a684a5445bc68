"""Sections 流动居住 and 治安消防: coming and going, and what keeps a home safe."""

from wangge.dictionary import codes, lists
from wangge.dictionary.sections.lines import BORDER, CIVIC, COUNT, FIRE, POLICE, STAYING, Line
from wangge.dictionary.shape import YEAR, Field, Mask, Section, Sensitivity, Subject, Type

_kind = Line(Section.STAY, POLICE, COUNT, Sensitivity.INTERNAL, reconfirm_days=YEAR)
_stay = Line(Section.STAY, POLICE, STAYING, retention_days=2 * YEAR)
_permit = Line(Section.STAY, POLICE, STAYING, retention_days=2 * YEAR, reconfirm_days=YEAR)
_abroad = Line(
    Section.STAY, BORDER, "境外人员住宿登记和服务", retention_days=2 * YEAR, reconfirm_days=YEAR
)
_away = Line(
    Section.STAY, CIVIC, "掌握外出人员去向、保持联系", retention_days=2 * YEAR, reconfirm_days=YEAR
)
_history = Line(Section.STAY, POLICE, "户口迁移沿革", reconfirm_days=0)
_fire = Line(Section.SAFETY, FIRE, "家庭消防安全检查和宣传", Sensitivity.INTERNAL, reconfirm_days=YEAR,
    subject=Subject.HOUSEHOLD)  # fmt: skip
_order = Line(
    Section.SAFETY, POLICE, "治安防范和养犬管理", reconfirm_days=YEAR, subject=Subject.HOUSEHOLD
)
_known = Line(Section.SAFETY, CIVIC, "“三知”入户了解，及时化解矛盾、提供帮助", Sensitivity.SENSITIVE,
    2 * YEAR, YEAR, Subject.HOUSEHOLD)  # fmt: skip
_join = Line(Section.SAFETY, POLICE, "组织群防群治", reconfirm_days=YEAR)
_LIFE = "在“人口变动”页办理"

_STAY = (
    _kind("residence", "人员类别", Type.CODE, "管理类型 人口类型 人口类别 户籍类型 居住类别 人员性质 人口性质",
        codes=codes.RESIDENCES, required=True),
    _kind("apart", "人户状态", Type.CODE, "是否人户分离 人户分离", codes=codes.APART),
    _kind("register_type", "户口类别", Type.CODE, "原户口类别 户口性质", codes=lists.REGISTERS),
    _stay("arrived_on", "到达日期", Type.DATE,
        "到达时间 来本地日期 来本地时间 居住时间 入住时间 入住日期 寄住时间 迁入时间 流入时间"),
    _stay("stay_reason", "居住事由", synonyms="暂住事由 寄住原因 居住原因 来本地原因"),
    _stay("intended_stay", "拟居住时间", synonyms="拟居住期限 居住期限 拟住时间"),
    _stay("inflow", "流入原因", Type.CODE, "流入事由", codes=lists.INFLOWS),
    _stay("stay_dwelling", "住所类型", Type.CODE, "居住处所类型 住房种类", codes=lists.STAY_DWELLINGS),
    _permit("permit_kind", "办证类型", Type.CODE, "办证的类型 居住证类型", codes=lists.PERMITS),
    _permit("permit_number", "居住证号", synonyms="居住证号码 暂住证编号 居住证编号", mask=Mask.ID_NUMBER),
    _permit("permit_on", "居住证签发日期", Type.DATE, "暂住证签发日期 办证日期"),
    _permit("permit_until", "居住证到期日期", Type.DATE, "证件到期日期 证件到期日 居住证有效期"),
    _stay("companions", "携带未成年人", synonyms="携带15周岁及以下人员 随行子女"),
    _away("away_since", "外出日期", Type.DATE, "外出时间 流出时间"),
    _away("away_to", "外出去向", synonyms="流出地 去向 外出地址", mask=Mask.ADDRESS),
    _away("away_reason", "外出原因", synonyms="流出原因"),
    _away("back_on", "预计返回日期", Type.DATE, "预计返回时间"),
    _history("came_here", "何时何因由何地迁来本址", synonyms="何时何因由何地迁来本址(县) 何时何因由何地迁来本地"),
    _history("came_to_town", "何时何因由何地迁来本市", synonyms="何时何因由何地迁来本市(县)"),
    _stay("moved_out_on", "迁出日期", Type.DATE, "迁出时间", elsewhere=_LIFE),
    _stay("moved_out_to", "迁往地", synonyms="迁出去向 何时何因前往何地", elsewhere=_LIFE),
    _history("death_date", "死亡日期", Type.DATE, "死亡时间", purpose="注销户口和停发待遇", elsewhere=_LIFE),
    # From abroad
    _abroad("foreign_surname", "外文姓", Type.NAME, "英文姓"),
    _abroad("foreign_given_name", "外文名", Type.NAME, "英文名 外文名儿"),
    _abroad("nationality", "国籍", Type.CODE, "国籍(地区)", codes=lists.COUNTRIES),
    _abroad("entry_purpose", "来华目的", Type.CODE, "来华事由", codes=lists.VISIT_PURPOSES),
    _abroad("entered_on", "抵达日期", Type.DATE, "抵达时间"),
    _abroad("leaving_on", "预计离开日期", Type.DATE, "拟离开日期"),
    _abroad("visa_kind", "停居留证件种类", synonyms="停(居)留证件 签证种类"),
    _abroad("visa_number", "停居留证件号码", synonyms="签证号码", mask=Mask.ID_NUMBER,
        sensitivity=Sensitivity.SENSITIVE),
    _abroad("visa_until", "停居留有效期至", Type.DATE, "签证有效期"),
    _abroad("visa_issuer", "签证机关", synonyms="签(注)证机关"),
    _abroad("employer", "境内工作机构", synonyms="工作机构"),
)  # fmt: skip
_SAFETY = (
    _join("defence_role", "群防群治身份", synonyms="群防群治队伍 治保身份"),
    _join("defence_since", "参加群防群治时间", Type.DATE, "参加保卫工作时间"),
    _join("vehicle_plate", "车牌号", synonyms="车牌号码 机动车号牌", mask=Mask.ID_NUMBER,
        purpose="挪车和车辆被盗、火灾时联系"),
    _join("fraud_warned", "反诈宣传", Type.BOOLEAN, "是否开展反诈宣传 安装反诈应用"),
    # The household
    _known("law_abiding", "家庭成员遵纪守法情况", Type.CODE, "遵纪守法情况", codes=lists.LAWFUL, restricted=True),
    _known("social_relations", "社会关系", synonyms="主要社会关系 家庭社会关系", restricted=True),
    _known("dispute", "矛盾纠纷情况", synonyms="家庭矛盾 邻里纠纷", restricted=True),
    _fire("home_hazards", "家庭安全隐患", Type.CHOICES, "安全隐患类型", codes=lists.HAZARDS),
    _fire("hazard_note", "隐患说明", synonyms="隐患详情 隐患整改情况"),
    _fire("fuel", "燃气使用", Type.CHOICES, "用气方式 炊事燃料", codes=lists.FUELS),
    _fire("gas_checked_on", "燃气安检日期", Type.DATE, "燃气安检时间"),
    _fire("smoke_alarm", "烟感报警器", Type.BOOLEAN, "是否安装烟感 烟感"),
    _fire("extinguisher", "灭火器材", Type.BOOLEAN, "有无灭火器"),
    _fire("ebikes", "电动自行车数量", Type.NUMBER, "电动车数量 电动车辆数"),
    _fire("ebike_charging", "电动自行车充电方式", Type.CODE, "电动车充电", codes=lists.EBIKE),
    _fire("wiring", "电气线路情况", synonyms="用电安全"),
    _order("cars", "机动车数量", Type.NUMBER, "车辆数"),
    _order("dog", "养犬", Type.BOOLEAN, "是否养犬 养犬情况"),
    _order("dog_number", "养犬登记证号", synonyms="犬证号"),
    _order("pledge", "平安家庭承诺", Type.BOOLEAN, "平安承诺书"),
)  # fmt: skip

FIELDS: tuple[Field, ...] = (*_STAY, *_SAFETY)
