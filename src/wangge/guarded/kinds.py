"""The kinds of guarded records and their fields, after GB/T 31000-2015.

Judicial and health facts are nobody's business but the case worker's (社区矫正法 26、54，精神卫生法 4):
they have no place on lists, maps, exports or phones. There is no table of HIV: that belongs to the
health authority alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from wangge.dictionary.shape import CodeList, Field, Mask, Section, Sensitivity, Type

YEAR = 365
STANDARD = "GB/T 31000-2015 社会治安综合治理基础数据规范"

JUSTICE, POLICE, HEALTH, CIVIC = (
    "司法行政（社区矫正与安置帮教）",
    "公安（禁毒）",
    "卫健（精神卫生与计生扶助）",
    "综治（未成年人保护）",
)


def _codes(**codes: str) -> CodeList:
    return CodeList({key.removeprefix("c"): told for key, told in codes.items()}, source=STANDARD)


OFFENCES = _codes(
    c01="危害国家安全", c02="危害公共安全", c03="破坏市场经济秩序", c04="侵犯公民人身民主权利",
    c05="侵犯财产", c06="妨害社会管理秩序", c07="危害国防利益", c08="贪污贿赂", c09="渎职",
    c10="军人违反职责", c99="其他",
)  # fmt: skip
CORRECTIONS = _codes(c01="管制", c02="缓刑", c03="假释", c04="暂予监外执行", c05="剥夺政治权利")
RECEPTIONS = _codes(c01="自行报到", c02="押送", c03="当庭接收", c99="其他")
HISTORIES = _codes(c01="吸毒史", c02="逃脱史", c03="自杀史", c04="袭警史")
INVOLVEMENTS = _codes(c01="涉毒", c02="涉黑", c03="涉枪")
ENDINGS = _codes(c01="期满解除", c02="收监执行", c03="死亡", c04="居住地变更", c99="其他")
RISKS = _codes(c01="重点帮教", c02="一般帮教")
MEETINGS = _codes(
    c01="接回", c02="送回", c03="自行回来", c04="未衔接", c05="下落不明", c06="外出", c99="其他"
)
SETTLEMENTS = _codes(
    c01="落实责任田", c02="企业吸纳", c03="从事个体经营", c04="自谋职业", c05="落实低保",
    c06="安置基地", c07="未安置", c99="其他",
)  # fmt: skip
ADDICT_STATES = _codes(
    c01="在控", c02="失控", c03="死亡", c04="出国境", c05="戒断三年未复吸", c06="戒断不满三年"
)
DANGERS = _codes(c01="0级", c02="1级", c03="2级", c04="3级", c05="4级", c06="5级")
TREATMENTS = _codes(c01="住院治疗", c02="居家服药", c03="其他治疗", c04="未治疗")
INCOMES = _codes(c01="无固定来源", c02="有固定来源", c03="享受低保", c04="贫困")
TEAM = _codes(c01="医务人员", c02="民警", c03="民政干部", c04="助残员", c05="村居干部", c99="其他")
YOUTHS = _codes(
    c01="闲散青少年", c02="有不良行为", c03="有严重不良行为", c04="流浪乞讨", c05="服刑人员未成年子女",
    c06="农村留守儿童", c99="其他",
)  # fmt: skip
LOSSES = _codes(c01="独生子女死亡", c02="独生子女伤残", c03="并发症", c99="其他")
STAGES = _codes(c01="治疗中", c02="康复中", c03="长期维持", c99="其他")


@dataclass(frozen=True)
class Line:
    """What the fields of a kind share."""

    owner: str
    purpose: str
    section: Section
    keep_days: int

    def field(
        self,
        key: str,
        label: str,
        type_: Type = Type.TEXT,
        *,
        codes: CodeList | None = None,
        mask: Mask = Mask.NONE,
        reconfirm_days: int = YEAR,
    ) -> Field:
        """A field of this line: always sensitive, never a heading of somebody's spreadsheet."""
        return Field(
            key=key,
            label=label,
            type=type_,
            section=self.section,
            owner=self.owner,
            purpose=self.purpose,
            sensitivity=Sensitivity.SENSITIVE,
            retention_days=self.keep_days,
            mask=mask,
            reconfirm_days=reconfirm_days,
            codes=codes,
            synonyms=(label,),
            restricted=True,
        )


CORRECTING = Line(JUSTICE, "社区矫正法规定的监督管理和教育帮扶", Section.SAFETY, 3 * YEAR)
SETTLING = Line(JUSTICE, "刑满释放后五年内的衔接和安置帮教", Section.SAFETY, 5 * YEAR)
SOBERING = Line(POLICE, "禁毒法规定的社区戒毒、社区康复", Section.SAFETY, 3 * YEAR)
TREATING = Line(HEALTH, "精神卫生法规定的随访、服药和监护", Section.HEALTH, 3 * YEAR)
GROWING = Line(CIVIC, "预防未成年人犯罪法规定的教育帮助", Section.SAFETY, YEAR)
BEREAVED = Line(HEALTH, "计划生育特殊家庭扶助", Section.HEALTH, 3 * YEAR)
SICK = Line(HEALTH, "重病患者上门照护和救助", Section.HEALTH, YEAR)


@dataclass(frozen=True)
class Kind:
    """One kind of guarded record (专项类别); `minors`: the identity itself is secret."""

    key: str
    label: str
    line: Line
    review_days: int
    fields: tuple[Field, ...]
    minors: bool = False

    @property
    def by_key(self) -> Mapping[str, Field]:
        return {field.key: field for field in self.fields}


KINDS: tuple[Kind, ...] = (
    Kind("community_correction", "社区矫正", CORRECTING, 30, (
        CORRECTING.field("number", "矫正编号"),
        CORRECTING.field("detained_at", "原羁押场所"),
        CORRECTING.field("correction", "矫正类别", Type.CODE, codes=CORRECTIONS),
        CORRECTING.field("offence_class", "案件类别", Type.CODE, codes=OFFENCES),
        CORRECTING.field("offence", "罪名"),
        CORRECTING.field("sentence_from", "刑期起", Type.DATE),
        CORRECTING.field("sentence_to", "刑期止", Type.DATE),
        CORRECTING.field("reception", "接收方式", Type.CODE, codes=RECEPTIONS),
        CORRECTING.field("histories", "四史", Type.CHOICES, codes=HISTORIES),
        CORRECTING.field("involvements", "三涉", Type.CHOICES, codes=INVOLVEMENTS),
        CORRECTING.field("recidivist", "是否累惯犯", Type.BOOLEAN),
        CORRECTING.field("team", "矫正小组成员", mask=Mask.NAME),
        CORRECTING.field("out_of_control", "脱管漏管原因"),
        CORRECTING.field("awards", "奖惩情况"),
        CORRECTING.field("ending", "解除类型", Type.CODE, codes=ENDINGS),
    ), minors=True),
    Kind("released", "刑满释放", SETTLING, 90, (
        SETTLING.field("recidivist", "是否累犯", Type.BOOLEAN),
        SETTLING.field("offence_class", "原案件类别", Type.CODE, codes=OFFENCES),
        SETTLING.field("offence", "原罪名"),
        SETTLING.field("sentence", "原判刑期"),
        SETTLING.field("served_at", "服刑场所"),
        SETTLING.field("released_on", "释放日期", Type.DATE),
        SETTLING.field("risk", "危险性评估", Type.CODE, codes=RISKS),
        SETTLING.field("met_on", "衔接日期", Type.DATE),
        SETTLING.field("meeting", "衔接情况", Type.CODE, codes=MEETINGS),
        SETTLING.field("settled_on", "安置日期", Type.DATE),
        SETTLING.field("settlement", "安置情况", Type.CODE, codes=SETTLEMENTS),
        SETTLING.field("unsettled_why", "未安置原因"),
        SETTLING.field("help", "帮教情况"),
        SETTLING.field("offended_again", "是否重新犯罪", Type.BOOLEAN),
        SETTLING.field("new_offence", "重新犯罪罪名"),
    ), minors=True),
    Kind("rehabilitation", "社区戒毒康复", SOBERING, 30, (
        SOBERING.field("found_on", "初次发现日期", Type.DATE),
        SOBERING.field("cause", "吸毒原因"),
        SOBERING.field("consequence", "吸毒后果"),
        SOBERING.field("state", "管控情况", Type.CODE, codes=ADDICT_STATES),
        SOBERING.field("controller", "管控人", Type.NAME, mask=Mask.NAME),
        SOBERING.field("help", "帮扶情况"),
        SOBERING.field("helper", "帮扶人", Type.NAME, mask=Mask.NAME),
        SOBERING.field("record", "犯罪史"),
    ), minors=True),
    Kind("mental_disorder", "精神障碍患者", TREATING, 90, (
        TREATING.field("income", "家庭经济状况", Type.CODE, codes=INCOMES),
        TREATING.field("guardian", "监护人", Type.NAME, mask=Mask.NAME),
        TREATING.field("guardian_phone", "监护人联系电话", mask=Mask.PHONE),
        TREATING.field("first_ill_on", "初次发病日期", Type.DATE),
        TREATING.field("diagnosis", "诊断类型"),
        TREATING.field("incidents", "肇事肇祸次数", Type.NUMBER),
        TREATING.field("last_incident_on", "上次肇事肇祸日期", Type.DATE),
        TREATING.field("danger", "危险性等级", Type.CODE, codes=DANGERS),
        TREATING.field("treatment", "治疗情况", Type.CODE, codes=TREATMENTS),
        TREATING.field("hospital", "治疗医院"),
        TREATING.field("admitted_why", "住院原因"),
        TREATING.field("rehabilitation", "康复机构"),
        TREATING.field("team", "参与管理人员", Type.CHOICES, codes=TEAM),
        TREATING.field("help", "帮扶情况"),
    ), minors=True),
    Kind("key_youth", "重点青少年", GROWING, 90, (
        GROWING.field("group", "人员类型", Type.CODE, codes=YOUTHS),
        GROWING.field("family", "家庭情况"),
        GROWING.field("guardian", "监护人", Type.NAME, mask=Mask.NAME),
        GROWING.field("guardian_relation", "与监护人关系"),
        GROWING.field("guardian_phone", "监护人联系电话", mask=Mask.PHONE),
        GROWING.field("offended", "是否违法犯罪", Type.BOOLEAN),
        GROWING.field("helper", "帮扶人", Type.NAME, mask=Mask.NAME),
        GROWING.field("means", "帮扶手段"),
        GROWING.field("help", "帮扶情况"),
    ), minors=True),
    Kind("bereaved_parents", "计生特殊家庭", BEREAVED, 180, (
        BEREAVED.field("loss", "特殊家庭类型", Type.CODE, codes=LOSSES),
        BEREAVED.field("confirmed_on", "扶助确认日期", Type.DATE),
        BEREAVED.field("allowance", "月扶助金", Type.MONEY),
        BEREAVED.field("helper", "联系人", Type.NAME, mask=Mask.NAME),
        BEREAVED.field("help", "帮扶情况"),
    )),
    Kind("serious_illness", "重病", SICK, 180, (
        SICK.field("diagnosis", "病种"),
        SICK.field("diagnosed_on", "确诊日期", Type.DATE),
        SICK.field("stage", "治疗阶段", Type.CODE, codes=STAGES),
        SICK.field("hospital", "治疗医院"),
        SICK.field("help", "救助情况"),
    )),
)  # fmt: skip

BY_KEY: Mapping[str, Kind] = {kind.key: kind for kind in KINDS}
BY_LABEL: Mapping[str, Kind] = {kind.label: kind for kind in KINDS}
FIELDS: tuple[Field, ...] = tuple(field for kind in KINDS for field in kind.fields)
