"""Sections 医保社保, 就业 and 教育."""

from typing import Any

from wangge.dictionary import codes, lists
from wangge.dictionary.sections.lines import (
    CONTACT,
    COUNT,
    INSURANCE,
    LABOR,
    SCHOOLS,
    STATS,
    Line,
)
from wangge.dictionary.shape import YEAR, Field, Mask, Section, Sensitivity, Type

_insured = Line(Section.INSURANCE, INSURANCE, "参保动员和待遇落实", reconfirm_days=YEAR)
_work = Line(Section.WORK, LABOR, "就业失业登记和就业服务", reconfirm_days=YEAR)
_school = Line(Section.SCHOOL, SCHOOLS, "控辍保学和教育资助", reconfirm_days=YEAR)
_sensitive: dict[str, Any] = {"sensitivity": Sensitivity.SENSITIVE}

_INSURANCE = (
    _insured("medical", "医保类型", Type.CODE, "医疗保险类型 医保 医保参保类型", codes=lists.MEDICAL),
    _insured("has_medical", "是否有医疗保险", Type.BOOLEAN, "医疗保险"),
    _insured("medical_paid", "本年度医保缴费", Type.BOOLEAN, "医保缴费 是否缴纳医保"),
    _insured("medical_place", "医保参保地", synonyms="参保地"),
    _insured("medical_aid", "医疗救助", synonyms="医疗救助情况", **_sensitive),
    _insured("pension", "养老保险类型", Type.CODE, "养老保险参保类型", codes=lists.PENSIONS),
    _insured("has_pension", "是否有养老保险", Type.BOOLEAN, "养老保险"),
    _insured("pension_drawn", "领取养老待遇", Type.BOOLEAN, "是否领取养老金 养老金领取"),
    _insured("pension_confirmed_on", "待遇资格认证日期", Type.DATE, "生存认证日期"),
    _insured("has_unemployment", "是否有失业保险", Type.BOOLEAN, "失业保险"),
    _insured("has_injury", "是否有工伤保险", Type.BOOLEAN, "工伤保险"),
    _insured("has_maternity", "是否有生育保险", Type.BOOLEAN, "生育保险"),
    _insured("has_housing_fund", "是否有住房公积金", Type.BOOLEAN, "住房公积金"),
    _insured("long_term_care", "长期护理保险", Type.BOOLEAN, "长护险"),
    _insured("social_card", "社保卡", Type.BOOLEAN, "是否办理社保卡"),
)  # fmt: skip
_WORK = (
    _work("identity_kind", "从业状况", Type.CODE, "个人身份 从业身份", codes=lists.IDENTITIES, purpose=COUNT),
    _work("occupation_class", "职业类别", Type.CODE, "职业分类", codes=lists.OCCUPATIONS, purpose=COUNT),
    _work("occupation", "职业", synonyms="现从事职业 从事职业 职业状况 家庭成员职业状况 职务", purpose=COUNT),
    _work("workplace", "工作单位", synonyms="服务处所 单位名称 就业单位 现服务处所 工作学习情况 工作学习单位", purpose=CONTACT),
    _work("hired_on", "入职时间", Type.DATE, "入职日期"),
    _work("left_work_on", "离职时间", Type.DATE, "离职日期"),
    _work("employment", "就业状况", Type.CODE, "就业状况类型 就业情况", codes=lists.EMPLOYMENT),
    _work("contract", "签订劳动合同", Type.BOOLEAN, "是否签订劳动合同"),
    _work("jobless_card", "持有就业失业登记证", Type.BOOLEAN, "是否持有就业失业登记证"),
    _work("jobless_number", "就业失业登记证编号", synonyms="就业创业证号", mask=Mask.ID_NUMBER),
    _work("jobless_place", "就业失业登记证发证地"),
    _work("jobless_on", "就业失业登记证发证时间", Type.DATE),
    _work("qualified", "有职业资格证", Type.BOOLEAN, "是否有资格证"),
    _work("qualification", "资格证书类型", synonyms="职业资格证书"),
    _work("skills", "技能特长", synonyms="有何特长 特长"),
    _work("job_wish", "就业意愿", synonyms="求职意向"),
    _work("training_wish", "培训需求", synonyms="培训意愿"),
    _work("business_wish", "创业意愿和帮扶", synonyms="创业意愿 创业情况"),
)  # fmt: skip
_SCHOOL = (
    _school("education", "文化程度", Type.CODE, "学历 最高学历 受教育程度 教育程度", codes=codes.EDUCATION,
        owner=STATS, purpose=COUNT, reconfirm_days=2 * YEAR),
    _school("stage", "就读学段", Type.CODE, "学段", codes=lists.STAGES),
    _school("school", "就读学校", synonyms="在读学校 学校名称"),
    _school("grade", "年级", synonyms="就读年级"),
    _school("boarding", "寄宿", Type.BOOLEAN, "是否寄宿 是否住校"),
    _school("out_of_school", "失学辍学", Type.BOOLEAN, "是否辍学 是否失学"),
    _school("student_aid", "教育资助", synonyms="资助情况 助学金"),
    _school("student_needy", "特困学生", Type.BOOLEAN, "是否特困学生", **_sensitive),
    _school("graduated_from", "最高学历院校", synonyms="毕业院校 毕业学校", purpose="就业服务"),
    _school("major", "专业", synonyms="所学专业", purpose="就业服务"),
    _school("graduated_on", "毕业时间", Type.DATE, "毕业日期", purpose="就业服务"),
    _school("diploma_number", "毕业证号", synonyms="毕业证书编号", purpose="就业服务", mask=Mask.ID_NUMBER),
)  # fmt: skip

FIELDS: tuple[Field, ...] = (*_INSURANCE, *_WORK, *_SCHOOL)
