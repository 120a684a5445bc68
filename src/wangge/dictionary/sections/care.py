"""Sections 党建, 计生, 民政, 残疾康复, 退役双拥 and 健康照护: what people are served for."""

from typing import Any

from wangge.dictionary import codes, lists
from wangge.dictionary.sections.lines import (
    CIVIC,
    CIVIL,
    CONTACT,
    COUNT,
    DISABLED,
    ELDERLY,
    HEALTH,
    PARTY,
    SERVE,
    VETERANS,
    Line,
)
from wangge.dictionary.shape import YEAR, Field, Mask, Section, Sensitivity, Subject, Type

_SENSITIVE = Sensitivity.SENSITIVE
_sensitive: dict[str, Any] = {"sensitivity": _SENSITIVE}
_internal: dict[str, Any] = {"sensitivity": Sensitivity.INTERNAL}

_party = Line(Section.PARTY, PARTY, "党员教育管理和服务")
_births = Line(Section.BIRTHS, HEALTH, "孕产妇和婴幼儿健康服务", _SENSITIVE, reconfirm_days=YEAR)
_relief = Line(Section.CIVIL, CIVIL, "社会救助对象认定和帮扶", reconfirm_days=YEAR)
_family_relief = Line(Section.CIVIL, CIVIL, "社会救助对象认定和帮扶", reconfirm_days=YEAR,
    subject=Subject.HOUSEHOLD)  # fmt: skip
_kin = Line(Section.CIVIL, CIVIL, "联系留守人员的家人", reconfirm_days=YEAR)
_able = Line(Section.DISABILITY, DISABLED, "残疾人服务和补贴", _SENSITIVE, reconfirm_days=YEAR)
_honor = Line(Section.SERVICE, VETERANS, "退役军人和优抚对象服务")
_well = Line(Section.HEALTH, HEALTH, "健康服务和紧急救助", _SENSITIVE, reconfirm_days=YEAR)
_old = Line(Section.HEALTH, ELDERLY, "养老服务和探访关爱", reconfirm_days=YEAR)

_PARTY = (
    _party("political", "政治面貌", Type.CODE, "政治面目 党派", codes=codes.POLITICAL, purpose=COUNT),
    _party("party_kind", "党员类型", Type.CODE, "党员类别", codes=lists.PARTY_KINDS),
    _party("party_joined_on", "入党时间", Type.DATE, "入党日期"),
    _party("party_full_on", "转正日期", Type.DATE, "转为正式党员日期"),
    _party("party_branch", "所在党支部", synonyms="党支部 组织关系所在党组织 所属党支部", **_internal),
    _party("party_office", "党内职务", synonyms="党组织职务", **_internal),
    _party("party_needy", "困难党员", Type.BOOLEAN, "是否为困难党员 是否困难党员"),
    _party("party_floating", "流动党员", Type.BOOLEAN, "是否流动党员"),
    _party("party_reported", "在职党员报到", Type.BOOLEAN, "双报到党员 是否双报到"),
    _party("party_pledge", "党员承诺和服务事项", synonyms="党员承诺 认领岗位", **_internal),
    _party("youth_league_on", "入团时间", Type.DATE, "入团日期"),
    _party("volunteering", "志愿服务意愿", synonyms="志愿服务 志愿服务特长", **_internal),
)  # fmt: skip
_BIRTHS = (
    _births("children_born", "生育子女数", Type.NUMBER, "子女数 现有子女数"),
    _births("last_birth_on", "末次生育日期", Type.DATE, "末次生育时间"),
    _births("pregnancy", "孕产情况", Type.CODE, "怀孕情况 孕情", codes=lists.PREGNANCY, reconfirm_days=90),
    _births("due_on", "预产期", Type.DATE, "预产日期", retention_days=YEAR),
    _births("birth_registered", "生育登记号", synonyms="生育服务证号 生育登记证号"),
    _births("only_child", "独生子女光荣证", Type.BOOLEAN, "是否独生子女 独生子女父母光荣证"),
    _births("only_child_number", "独生子女证号", synonyms="独生子女证编号 光荣证号"),
    _births("birth_support", "计生奖励扶助", synonyms="奖励扶助 计生扶助金"),
    _births("birth_certificate", "出生医学证明编号", synonyms="出生证编号", purpose="新生儿登记落户",
        mask=Mask.ID_NUMBER),
    _births("birth_certified_on", "出生医学证明签发日期", Type.DATE, "居民出生证签发日期",
        purpose="新生儿登记落户"),
    _births("nursery_need", "托育需求", synonyms="托育服务需求", sensitivity=Sensitivity.PERSONAL),
)  # fmt: skip
_CIVIL = (
    _relief("labels", "人员标签", Type.LABELS,
        "标签 类别 对象类别 重点类别 关爱类别 服务对象类别 特殊人群类别 人群类别 特殊类别 救助类别 困难类型 留守人员类型",
        codes=codes.LABELS, repeatable=True, purpose=SERVE, elsewhere="在“标签”页登记和复核", **_sensitive),
    _relief("helper", "帮扶责任人", synonyms="帮扶人 帮扶人姓名 帮扶人员 包保责任人 结对帮扶人 责任人",
        purpose=SERVE, **_internal),
    _relief("helper_phone", "帮扶人联系方式", Type.PHONES, "帮扶人电话 帮扶人联系电话", purpose=SERVE),
    _relief("help_means", "帮扶措施", synonyms="帮扶手段", purpose=SERVE),
    _relief("help_note", "帮扶情况", synonyms="帮教帮扶情况", purpose=SERVE),
    _relief("left_behind_kind", "留守类型", Type.CODE, codes=lists.LEFT_BEHIND, purpose=SERVE),
    _relief("hardship", "困难及诉求", synonyms="困难情况 困难和诉求", purpose=SERVE),
    _relief("personal_income", "个人年收入", Type.MONEY, "年收入 年收入(元)", **_sensitive),
    _kin("kin_name", "家庭主要成员姓名", Type.NAME, "家庭主要成员"),
    _kin("kin_relation", "与留守人员关系", synonyms="家庭主要成员关系"),
    _kin("kin_id", "家庭主要成员身份证号", Type.ID_NUMBER, **_sensitive),
    _kin("kin_phone", "家庭主要成员联系电话", Type.PHONES),
    _kin("kin_health", "家庭主要成员健康状况", Type.CODE, codes=lists.HEALTH, **_sensitive),
    _kin("kin_workplace", "家庭主要成员工作地址", synonyms="家庭主要成员工作详细地址", mask=Mask.ADDRESS),
    _relief("seriously_ill", "重大疾病", Type.BOOLEAN, "是否重大疾病", **_sensitive),
    _relief("illness", "疾病名称", synonyms="病种 患病名称", **_sensitive),
    _relief("relieved_on", "救助时间", Type.DATE, "救助日期"),
    _relief("relief_amount", "救助金额", Type.MONEY, "救助金"),
    _relief("support_kind", "供养方式", Type.CODE, "特困供养方式", codes=lists.SUPPORT),
    _relief("able_to_work", "劳动能力", Type.BOOLEAN, "有无劳动能力"),
    _relief("old_age_allowance", "高龄津贴", Type.BOOLEAN, "是否领取高龄津贴", owner=ELDERLY),
    _relief("worker_hardship", "困难职工情况", synonyms="困难职工情况说明"),
    # The household
    _family_relief("allowance_number", "低保证号码", synonyms="低保证号 低保证编号", mask=Mask.ID_NUMBER),
    _family_relief("allowance_on", "低保证发证时间", Type.DATE, "低保发证时间"),
    _family_relief("allowance_people", "保障人口", Type.NUMBER, "低保保障人口"),
    _family_relief("allowance_amount", "户月保障金额", Type.MONEY, "月保障金 户月保障金"),
    _family_relief("destitute", "特困供养（五保）户", Type.BOOLEAN, "是否五保户"),
    _family_relief("destitute_number", "五保证号码", synonyms="五保证号 特困证号", mask=Mask.ID_NUMBER),
    _family_relief("destitute_people", "特困保障人口", Type.NUMBER, "保证人口"),
    _family_relief("poor_on_file", "建档立卡户", Type.BOOLEAN, "是否是建档立卡户 是否建档立卡户"),
    _family_relief("poverty_cause", "致贫原因", Type.CHOICES, "贫困原因", codes=lists.POVERTY, **_sensitive),
    _family_relief("cadre_kin", "干部亲属", Type.BOOLEAN, "是否干部亲属", purpose="低保近亲属备案"),
    _family_relief("family_help", "家庭帮扶情况", synonyms="户帮扶情况"),
)  # fmt: skip
_DISABILITY = (
    _able("disability_number", "残疾证号", synonyms="残疾证号码 残疾人证号 残疾证编号", mask=Mask.ID_NUMBER),
    _able("disability_on", "残疾证发证时间", Type.DATE, "残疾证发证日期"),
    _able("disability_kind", "残疾类别", Type.CHOICES, "残疾类型 残疾种类", codes=lists.DISABILITIES),
    _able("disability_level", "残疾等级", Type.CODE, "残疾级别", codes=lists.DISABILITY_LEVELS),
    _able("disability_until", "残疾证有效期至", Type.DATE, "残疾证到期日期"),
    _able("disability_allowance", "残疾人两项补贴", synonyms="残疾人补贴 两项补贴"),
    _able("rehabilitation_needs", "康复需求", Type.CHOICES, "康复服务需求", codes=lists.REHABILITATION),
    _able("aids", "辅助器具", synonyms="辅具 辅具适配情况"),
    _able("barrier_free", "无障碍改造需求", synonyms="无障碍改造"),
    _able("rehabilitation_place", "康复训练机构", synonyms="接收康复训练机构名称"),
    _able("disability_help", "残疾帮扶情况", synonyms="残疾人帮扶情况"),
)  # fmt: skip
_SERVICE = (
    _honor("military", "兵役状况", Type.CODE, "服役情况", codes=lists.MILITARY),
    _honor("honor_kind", "优抚类别", Type.CHOICES, "优抚对象类别 拥军优抚类别", codes=lists.VETERANS),
    _honor("enlisted_on", "入伍时间", Type.DATE, "入伍日期"),
    _honor("discharged_on", "退伍时间", Type.DATE, "退役时间 退伍日期"),
    _honor("honor_number", "优抚证号码", synonyms="优抚证号 优待证号", mask=Mask.ID_NUMBER),
    _honor("honor_on", "优抚证发证日期", Type.DATE, "优待证发证日期"),
    _honor("owns_home", "是否置业", Type.BOOLEAN, "置业情况"),
    _honor("honor_note", "优抚情况", synonyms="优待抚恤情况"),
    Line(Section.SERVICE, VETERANS, "悬挂光荣牌、走访慰问", subject=Subject.HOUSEHOLD)(
        "honor_plate", "光荣之家牌", Type.BOOLEAN, "光荣牌 是否悬挂光荣牌"),
)  # fmt: skip
_HEALTH = (
    _well("health", "健康状况", Type.CODE, "身体状况 健康情况", codes=lists.HEALTH),
    _well("chronic", "慢性病", Type.CHOICES, "慢性病种类 慢病情况", codes=lists.CHRONIC),
    _well("allergy", "过敏史", synonyms="过敏药物"),
    _well("medicine", "长期用药", synonyms="用药情况"),
    _well("family_doctor", "家庭医生", synonyms="签约家庭医生 家庭医生签约", sensitivity=Sensitivity.PERSONAL),
    _well("health_record", "健康档案编号", synonyms="健康档案号", mask=Mask.ID_NUMBER),
    _old("self_care", "自理能力", Type.CODE, "生活自理能力", codes=lists.SELF_CARE, **_sensitive),
    _old("care_mode", "照护方式", Type.CODE, "养老方式", codes=lists.CARE),
    _old("carer_name", "护理人员", Type.NAME, "照护人 护理人姓名"),
    _old("carer_phone", "照护人电话", Type.PHONES, "护理人电话"),
    _old("elder_needs", "养老服务需求", Type.CHOICES, "养老需求", codes=lists.ELDER_NEEDS),
    _old("elder_institution", "入住养老机构", synonyms="养老机构"),
    _old("visit_rhythm", "探访约定", synonyms="探访频次 巡访频次", owner=CIVIC),
    Line(Section.HEALTH, CIVIC, CONTACT, reconfirm_days=YEAR)("contact", "联系人及电话",
        synonyms="紧急联系人 紧急联系人及电话 家属联系方式 家属电话 联系人电话 联系人 亲属联系方式", mask=Mask.PHONE),
)  # fmt: skip

FIELDS: tuple[Field, ...] = (*_PARTY, *_BIRTHS, *_CIVIL, *_DISABILITY, *_SERVICE, *_HEALTH)
