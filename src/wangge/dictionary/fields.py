"""The field dictionary of the people ledger: every field declared once.

Who owns a field, why it is kept, how sensitive it is, how long it stays, how it is masked and
which headings mean it: forms, importer, exporter, masking and completeness read it from here.
"""

from collections.abc import Mapping

from wangge.dictionary import codes
from wangge.dictionary.shape import WHILE_HERE, YEAR, Field, Mask, Section, Sensitivity, Type
from wangge.exchange.lines import plain

POLICE, CIVIL, CIVIC, STATS, LABOR, PARTY, HOUSING, UNITED = (
    "公安（户籍人口）",
    "民政（社会救助）",
    "综治（网格管理）",
    "统计（人口普查）",
    "人社（就业）",
    "组织（党建）",
    "住建（房屋）",
    "民宗（民族事务）",
)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


IDENTIFY = "识别同一个人，避免重复登记"
CONTACT = "上门、通知和紧急联系"
SERVE = "确定服务对象并上门服务"
LOCATE = "确定所住房屋和所属网格"
COUNT = "人口统计和政策对象筛选"
STAYING = "流动人口居住登记和服务"

_PERSONAL, _SENSITIVE, _INTERNAL = (
    Sensitivity.PERSONAL,
    Sensitivity.SENSITIVE,
    Sensitivity.INTERNAL,
)

_BASIC = (
    Field("name", "姓名", Type.NAME, Section.BASIC, POLICE, IDENTIFY, _PERSONAL, WHILE_HERE, Mask.NAME,
          synonyms=_words("姓名 居民姓名 人员姓名 本人姓名 中文名 中文姓名 成员姓名 家庭成员姓名 姓名全称 名字 申请人")),
    Field("former_name", "曾用名", Type.NAME, Section.BASIC, POLICE, IDENTIFY, _PERSONAL, WHILE_HERE,
          Mask.NAME, synonyms=_words("曾用名 别名 又名")),
    Field("sex", "性别", Type.CODE, Section.BASIC, POLICE, COUNT, _PERSONAL, WHILE_HERE, Mask.NONE,
          reconfirm_days=0, codes=codes.SEXES, synonyms=_words("性别 性别:男/女 性别男/女 男/女")),
    Field("birth_date", "出生日期", Type.DATE, Section.BASIC, POLICE, COUNT, _PERSONAL, WHILE_HERE,
          Mask.NONE, reconfirm_days=0,
          synonyms=_words("出生日期 出生年月 出生年月日 生日 出生时间 出生 出生年月(日)")),
    Field("id_type", "证件类型", Type.CODE, Section.BASIC, POLICE, IDENTIFY, _PERSONAL, WHILE_HERE,
          Mask.NONE, codes=codes.ID_TYPES, synonyms=_words("证件类型 证件种类 身份证件种类 证件类别")),
    Field("id_number", "公民身份号码", Type.ID_NUMBER, Section.BASIC, POLICE, IDENTIFY, _SENSITIVE,
          WHILE_HERE, Mask.ID_NUMBER, reconfirm_days=0,
          synonyms=_words("公民身份号码 公民身份证号 公民身份证号码 身份证号 身份证号码 身份证 身份号码 证件号码 "
                          "证件号 证件编号 居民身份证号 居民身份证号码 本人身份证号 成员身份证号 家庭成员身份证号")),
    Field("phone", "联系电话", Type.PHONES, Section.BASIC, CIVIC, CONTACT, _PERSONAL, WHILE_HERE,
          Mask.PHONE, reconfirm_days=YEAR, repeatable=True,
          synonyms=_words("联系电话 电话 电话号码 手机 手机号 手机号码 联系方式 移动电话 本人电话 本人联系电话 "
                          "固定电话 宅电 家庭电话 住宅电话 联系手机")),
    Field("ethnicity", "民族", Type.CODE, Section.BASIC, UNITED, COUNT, _PERSONAL, WHILE_HERE, Mask.NONE,
          reconfirm_days=0, codes=codes.ETHNICITIES, synonyms=_words("民族 民族名称")),
    Field("native_place", "籍贯", Type.TEXT, Section.BASIC, POLICE, COUNT, _PERSONAL, WHILE_HERE, Mask.NONE,
          reconfirm_days=0, synonyms=_words("籍贯 祖籍")),
    Field("note", "备注", Type.TEXT, Section.BASIC, CIVIC, "补充说明", _PERSONAL, 2 * YEAR, Mask.NONE,
          repeatable=True, synonyms=_words("备注 说明 备注说明 其他情况 描述 记事 情况说明")),
)  # fmt: skip

_HOUSEHOLD = (
    Field("relation", "与户主关系", Type.CODE, Section.HOUSEHOLD, POLICE, "确定家庭成员关系", _PERSONAL,
          WHILE_HERE, Mask.NONE, codes=codes.RELATIONS,
          synonyms=_words("与户主关系 与户主的关系 户主关系 与户主之关系 同户主关系 与其他人员关系 家庭成员与户主关系 "
                          "家庭关系 与申请人关系 关系")),
    Field("household_number", "户号", Type.TEXT, Section.HOUSEHOLD, POLICE, "确定同一家庭", _PERSONAL,
          WHILE_HERE, Mask.NONE, synonyms=_words("户号 户编号 户口编号 户口号 户口簿号 家庭编号 户籍号 户序号 户口簿编号")),
    Field("head_name", "户主姓名", Type.NAME, Section.HOUSEHOLD, POLICE, "确定同一家庭", _PERSONAL,
          WHILE_HERE, Mask.NAME, synonyms=_words("户主姓名 户主 家长姓名 户主名")),
)  # fmt: skip

_HOME = (
    Field("living_address", "现住址", Type.ADDRESS, Section.HOME, CIVIC, LOCATE, _PERSONAL, WHILE_HERE,
          Mask.ADDRESS, reconfirm_days=YEAR,
          synonyms=_words("现住址 现住地址 现住地详址 现住地(楼)详址 居住地址 住址 房屋地址 暂住处所和详细地址 现住地 居住地 家庭住址 家庭地址 家庭详址 家庭祥址 实际居住地 "
                          "实际居住地址 现居住地 现居住地址 居住详址 常住地址 当前住址 地址 "
                          "详细地址 居住处所 暂住地 暂住地址 住房地址")),
    Field("living_region", "现住地区划", Type.TEXT, Section.HOME, CIVIC, LOCATE, _INTERNAL, WHILE_HERE,
          Mask.NONE, synonyms=_words("现住地区划 居住地区划 现住地行政区划")),
    Field("estate", "小区/路名", Type.TEXT, Section.HOME, HOUSING, LOCATE, _INTERNAL, WHILE_HERE, Mask.NONE,
          synonyms=_words("小区/路名 居住地址小区/路名 小区 小区名称 所属小区 街路巷 路名 现住小区/建筑 小区组 自然村")),
    Field("door", "门牌", Type.ADDRESS, Section.HOME, HOUSING, LOCATE, _PERSONAL, WHILE_HERE, Mask.ADDRESS,
          synonyms=_words("门牌 居住地址门牌 门牌号 门牌地址 门牌号码 楼栋详址 房号 栋单元房号")),
    Field("building", "楼栋", Type.TEXT, Section.HOME, HOUSING, LOCATE, _INTERNAL, WHILE_HERE, Mask.NONE,
          synonyms=_words("楼栋 楼栋名称 栋号 楼号 幢号 楼栋号 栋 幢 所属楼栋 所属楼栋名称 居住地址楼栋 居住地址栋")),
    Field("unit", "单元", Type.TEXT, Section.HOME, HOUSING, LOCATE, _INTERNAL, WHILE_HERE, Mask.NONE,
          synonyms=_words("单元 单元号 单元名称 所属单元 所属单元名称 居住地址单元")),
    Field("room", "房间号", Type.TEXT, Section.HOME, HOUSING, LOCATE, _PERSONAL, WHILE_HERE, Mask.ADDRESS,
          synonyms=_words("房间号 室 室号 房号/室号 户室号 房间 居住地址室 居住地址房号 房屋号")),
    Field("registered_address", "户籍地址", Type.TEXT, Section.HOME, POLICE, "区分户籍地与居住地", _PERSONAL,
          WHILE_HERE, Mask.ADDRESS,
          synonyms=_words("户籍地址 户籍地详址 户籍详址 户籍门(楼)详址 户籍地 户口所在地 户籍所在地 户口地址 "
                          "常住户口所在地址 常住户口所在地 户籍小区/建筑 原籍地址")),
    Field("registered_region", "户籍地区划", Type.TEXT, Section.HOME, POLICE, "统计人口来源地", _INTERNAL,
          WHILE_HERE, Mask.NONE, synonyms=_words("户籍地区划 户籍地行政区划 户籍省市县 来源地 户籍地省市县区")),
)  # fmt: skip

_SOCIAL = (
    Field("residence", "人员类别", Type.CODE, Section.SOCIAL, POLICE, COUNT, _INTERNAL, WHILE_HERE,
          Mask.NONE, reconfirm_days=YEAR, codes=codes.RESIDENCES,
          synonyms=_words("人员类别 管理类型 人口类型 人口类别 户籍类型 居住类别 人员性质 人口性质")),
    Field("apart", "人户状态", Type.CODE, Section.SOCIAL, POLICE, COUNT, _INTERNAL, WHILE_HERE,
          Mask.NONE, reconfirm_days=YEAR, codes=codes.APART,
          synonyms=_words("人户状态 是否人户分离 人户分离")),
    Field("marital", "婚姻状况", Type.CODE, Section.SOCIAL, STATS, COUNT, _PERSONAL, WHILE_HERE, Mask.NONE,
          codes=codes.MARITAL, synonyms=_words("婚姻状况 婚姻 婚姻状态 婚否 婚姻情况")),
    Field("political", "政治面貌", Type.CODE, Section.SOCIAL, PARTY, COUNT, _PERSONAL, WHILE_HERE, Mask.NONE,
          codes=codes.POLITICAL, synonyms=_words("政治面貌 政治面目 党派")),
    Field("education", "文化程度", Type.CODE, Section.SOCIAL, STATS, COUNT, _PERSONAL, WHILE_HERE, Mask.NONE,
          codes=codes.EDUCATION, synonyms=_words("文化程度 学历 最高学历 受教育程度 教育程度")),
    Field("occupation", "职业", Type.TEXT, Section.SOCIAL, LABOR, COUNT, _PERSONAL, WHILE_HERE, Mask.NONE,
          reconfirm_days=YEAR, synonyms=_words("职业 职业类别 现从事职业 从事职业 职业状况 家庭成员职业状况 职务")),
    Field("workplace", "工作单位", Type.TEXT, Section.SOCIAL, LABOR, CONTACT, _PERSONAL, WHILE_HERE, Mask.NONE,
          reconfirm_days=YEAR,
          synonyms=_words("工作单位 服务处所 单位名称 就业单位 现服务处所 工作学习情况 工作学习单位 就读学校")),
)  # fmt: skip

_STAY = (
    Field("arrived_on", "到达日期", Type.DATE, Section.STAY, POLICE, STAYING, _PERSONAL, 2 * YEAR, Mask.NONE,
          synonyms=_words("到达时间 到达日期 来本地日期 来本地时间 居住时间 入住时间 入住日期 寄住时间 迁入时间 流入时间")),
    Field("stay_reason", "居住事由", Type.TEXT, Section.STAY, POLICE, STAYING, _PERSONAL, 2 * YEAR, Mask.NONE,
          synonyms=_words("居住事由 暂住事由 流入原因 寄住原因 居住原因 来本地原因")),
    Field("intended_stay", "拟居住时间", Type.TEXT, Section.STAY, POLICE, STAYING, _PERSONAL, 2 * YEAR,
          Mask.NONE, synonyms=_words("拟居住时间 拟居住期限 居住期限 拟住时间")),
)  # fmt: skip

_CARE = (
    Field("labels", "人员标签", Type.LABELS, Section.CARE, CIVIL, SERVE, _SENSITIVE, WHILE_HERE, Mask.NONE,
          reconfirm_days=YEAR, codes=codes.LABELS, repeatable=True,
          synonyms=_words("人员标签 标签 类别 对象类别 重点类别 关爱类别 服务对象类别 特殊人群类别 人群类别 特殊类别 "
                          "救助类别 困难类型 留守人员类型")),
    Field("disability_number", "残疾证号", Type.TEXT, Section.CARE, CIVIL, SERVE, _SENSITIVE, WHILE_HERE,
          Mask.ID_NUMBER, synonyms=_words("残疾证号 残疾证号码 残疾人证号 残疾证编号")),
    Field("contact", "联系人及电话", Type.TEXT, Section.CARE, CIVIC, CONTACT, _PERSONAL, WHILE_HERE, Mask.PHONE,
          reconfirm_days=YEAR,
          synonyms=_words("联系人及电话 紧急联系人 紧急联系人及电话 家属联系方式 家属电话 联系人电话 联系人 亲属联系方式")),
    Field("helper", "帮扶责任人", Type.TEXT, Section.CARE, CIVIL, SERVE, _INTERNAL, WHILE_HERE, Mask.NONE,
          reconfirm_days=YEAR,
          synonyms=_words("帮扶责任人 帮扶人 帮扶人姓名 帮扶人员 包保责任人 结对帮扶人 责任人")),
)  # fmt: skip

_PLACE = (
    Field("grid_name", "所属网格", Type.TEXT, Section.PLACE, CIVIC, LOCATE, Sensitivity.PUBLIC, WHILE_HERE,
          Mask.NONE, synonyms=_words("所属网格 网格 网格名称 所在网格 所属辖区或网格")),
    Field("grid_code", "网格编码", Type.TEXT, Section.PLACE, CIVIC, LOCATE, Sensitivity.PUBLIC, WHILE_HERE,
          Mask.NONE, synonyms=_words("网格编码 网格代码 网格code 网格编号")),
)  # fmt: skip

FIELDS: tuple[Field, ...] = (
    *_BASIC, *_HOUSEHOLD, *_HOME, *_SOCIAL, *_STAY, *_CARE, *_PLACE,
)  # fmt: skip

BY_KEY: Mapping[str, Field] = {field.key: field for field in FIELDS}

SYNONYMS: Mapping[str, str] = {
    plain(word): field.key for field in FIELDS for word in (field.label, *field.synonyms)
}
"""Normalised heading -> field key."""

REPEATABLE = frozenset(field.key for field in FIELDS if field.repeatable)

UNNEEDED: frozenset[str] = frozenset(
    plain(word)
    for word in _words(
        "序号 编号 年龄 操作单位 操作人 操作时间 核签时间 核实时间 登记时间 登记日期 填报设备 照片 错误信息 问题说明 人员编号"
    )
)
"""Headings known to hold nothing the ledger keeps: counted, derived or somebody's bookkeeping."""
