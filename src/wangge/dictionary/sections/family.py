"""Section 家庭成员: how the person belongs to the household, and what the household lives on."""

from typing import Any

from wangge.dictionary import codes, lists
from wangge.dictionary.sections.lines import (
    CIVIC,
    CIVIL,
    CONTACT,
    COUNT,
    POLICE,
    STATS,
    Line,
)
from wangge.dictionary.shape import YEAR, Field, Section, Sensitivity, Subject, Type

_register = Line(Section.FAMILY, POLICE, "确定家庭成员关系")
_guardian = Line(Section.FAMILY, CIVIL, "联系未成年人和失能老人的监护人", reconfirm_days=YEAR)
_means = Line(Section.FAMILY, CIVIL, "核对救助条件、主动发现困难家庭", reconfirm_days=YEAR,
    subject=Subject.HOUSEHOLD)  # fmt: skip
_home = Line(Section.FAMILY, CIVIC, "掌握家庭基本情况", subject=Subject.HOUSEHOLD)
_considerate = Line(Section.FAMILY, CIVIC, "让服务合乎这一家人的习惯和愿望", retention_days=2 * YEAR,
    reconfirm_days=YEAR, subject=Subject.HOUSEHOLD)  # fmt: skip
_sensitive: dict[str, Any] = {"sensitivity": Sensitivity.SENSITIVE}

FIELDS: tuple[Field, ...] = (
    _register("relation", "与户主关系", Type.CODE,
        "与户主的关系 户主关系 与户主之关系 同户主关系 与其他人员关系 家庭成员与户主关系 家庭关系 与申请人关系 关系",
        codes=codes.RELATIONS, required=True),
    _register("household_number", "户号", synonyms="户编号 户口编号 户口号 户口簿号 家庭编号 户籍号 户序号 户口簿编号",
        purpose="确定同一家庭", elsewhere="户号在“户采集表”中修改"),
    _register("head_name", "户主姓名", Type.NAME, "户主 家长姓名 户主名", purpose="确定同一家庭",
        elsewhere="由户主本人的姓名得出"),
    _register("marital", "婚姻状况", Type.CODE, "婚姻 婚姻状态 婚否 婚姻情况", codes=codes.MARITAL,
        owner=STATS, purpose=COUNT),
    _register("spouse_name", "配偶姓名", Type.NAME, "配偶", purpose=CONTACT),
    _register("guardian_name", "监护人姓名", Type.NAME, "监护人", owner=CIVIL,
        purpose=_guardian.purpose, reconfirm_days=YEAR),
    _guardian("guardian_relation", "与监护人关系", Type.TEXT, "监护关系"),
    _guardian("guardian_id", "监护人公民身份号码", Type.ID_NUMBER, "监护人身份证号", **_sensitive),
    _guardian("guardian_phone", "监护人联系方式", Type.PHONES, "监护人电话 监护人联系电话"),
    _guardian("guardian_address", "监护人居住详址", Type.ADDRESS, "监护人住址"),
    _guardian("supporter_name", "赡抚养义务人姓名", Type.NAME, "赡养人姓名 赡抚养义务人/姓名",
        purpose="核对赡养责任、联系子女"),
    _guardian("supporter_phone", "赡抚养义务人电话", Type.PHONES, "赡养人电话 子女电话",
        purpose="核对赡养责任、联系子女"),
    _guardian("supporter_means", "法定赡抚养人能力", synonyms="赡养人能力",
        purpose="核对特困供养条件"),
    _guardian("children_whereabouts", "子女去向", synonyms="子女情况", purpose="关爱空巢和独居老人"),
    # The household
    _home("household_kind", "户别", Type.CODE, "户类型 户类别", codes=lists.HOUSEHOLD_KINDS, owner=POLICE),
    _home("register_number", "户口簿户号", synonyms="本户户号", owner=POLICE, purpose="确定同一家庭"),
    _home("register_kind", "户口性质", Type.CODE, "农业/非农业", codes=lists.REGISTERS, owner=POLICE,
        purpose="户籍管理和政策对象筛选"),
    _home("book_state", "户口本更换状态", Type.CODE, "户口本是否更换 户口簿更换情况", codes=lists.BOOKS,
        owner=POLICE, purpose="提醒尚未更换户口本的家庭", reconfirm_days=YEAR),
    _home("people_count", "家庭人口", Type.NUMBER, "家庭人口数 家庭成员数", elsewhere="由在册成员计算得出"),
    _means("family_income", "家庭年收入", Type.MONEY, "家庭收入 家庭年收入(元)", **_sensitive),
    _means("income_per_head", "年人均收入", Type.MONEY, "人均年收入 家庭人均收入", **_sensitive),
    _means("income_sources", "经济来源", Type.CHOICES, "收入来源 家庭经济来源", codes=lists.INCOME_SOURCES),
    _means("economy_note", "家庭经济状况", synonyms="家庭经济情况 经济状况", **_sensitive),
    _means("vehicle", "交通工具", synonyms="家庭交通工具"),
    _means("livestock", "养殖牲畜", synonyms="养殖牲畜类型 养殖牲畜数量"),
    _considerate("habits", "生活习惯", synonyms="家庭习惯 生活习惯和忌讳"),
    _considerate("wishes", "心愿", synonyms="家庭愿望 微心愿"),
    _considerate("needs", "诉求和需要", synonyms="家庭诉求 群众诉求 服务需求"),
    _considerate("visiting_time", "适宜上门时间", synonyms="方便上门时间"),
    _considerate("household_note", "户备注", synonyms="家庭备注 家庭情况"),
)  # fmt: skip
