"""Section 基本信息: who the person is."""

from typing import Any

from wangge.dictionary import codes, lists
from wangge.dictionary.sections.lines import (
    CIVIC,
    CONTACT,
    COUNT,
    HEALTH,
    IDENTIFY,
    POLICE,
    UNITED,
    Line,
)
from wangge.dictionary.shape import YEAR, Field, Section, Sensitivity, Type

_identity = Line(Section.BASIC, POLICE, IDENTIFY)
_count = Line(Section.BASIC, POLICE, COUNT, reconfirm_days=0)
_contact = Line(Section.BASIC, CIVIC, CONTACT, reconfirm_days=YEAR)
_sensitive: dict[str, Any] = {"sensitivity": Sensitivity.SENSITIVE}

FIELDS: tuple[Field, ...] = (
    _identity("name", "姓名", Type.NAME,
        "居民姓名 人员姓名 本人姓名 中文名 中文姓名 成员姓名 家庭成员姓名 姓名全称 名字 申请人",
        required=True),
    _identity("former_name", "曾用名", Type.NAME, "别名 又名"),
    _count("sex", "性别", Type.CODE, "性别:男/女 性别男/女 男/女", codes=codes.SEXES, required=True),
    _count("birth_date", "出生日期", Type.DATE,
        "出生年月 出生年月日 生日 出生时间 出生 出生年月(日)", required=True),
    _identity("id_type", "证件类型", Type.CODE, "证件种类 身份证件种类 证件类别", codes=codes.ID_TYPES),
    _identity("id_number", "公民身份号码", Type.ID_NUMBER,
        "公民身份证号 公民身份证号码 身份证号 身份证号码 身份证 身份号码 证件号码 证件号 证件编号 居民身份证号 "
        "居民身份证号码 本人身份证号 成员身份证号 家庭成员身份证号",
        required=True, reconfirm_days=0, **_sensitive),
    _identity("id_issued_on", "身份证签发日期", Type.DATE, "居民身份证签发日期"),
    _identity("id_valid_until", "证件有效期至", Type.DATE, "身份证有效期 身份证有效期至 证件有效期"),
    _contact("phone", "联系电话", Type.PHONES,
        "电话 电话号码 手机 手机号 手机号码 联系方式 移动电话 本人电话 本人联系电话 固定电话 宅电 家庭电话 住宅电话 "
        "联系手机", repeatable=True, required=True),
    _count("ethnicity", "民族", Type.CODE, "民族名称", codes=codes.ETHNICITIES, owner=UNITED),
    _count("native_place", "籍贯", synonyms="祖籍"),
    _count("birthplace", "出生地", synonyms="出生地点"),
    _count("religion", "宗教信仰", Type.CODE, "信仰宗教", codes=lists.RELIGIONS, owner=UNITED,
        purpose="依法做好民族宗教事务服务", restricted=True, reconfirm_days=2 * YEAR, **_sensitive),
    _contact("blood_type", "血型", Type.CODE, "血液类型", codes=lists.BLOOD, owner=HEALTH,
        purpose="紧急救助时提供给医护人员", reconfirm_days=0, **_sensitive),
    _contact("emergency_contact", "紧急联系人姓名", Type.NAME, "紧急情况下的联系人"),
    _contact("emergency_phone", "紧急联系人联系电话", Type.PHONES, "紧急联系人手机"),
    _contact("emergency_relation", "紧急联系人与本人关系", synonyms="与紧急联系人关系"),
    _contact("best_time", "适宜联系时间", synonyms="方便联系时间"),
    _contact("language", "常用语言", synonyms="沟通语言 方言", purpose="用听得懂的话沟通"),
    Line(Section.BASIC, CIVIC, "补充说明", retention_days=2 * YEAR)("note", "备注",
        synonyms="说明 备注说明 其他情况 描述 记事 情况说明", repeatable=True),
)  # fmt: skip
