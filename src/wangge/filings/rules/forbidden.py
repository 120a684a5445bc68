"""What a form may not ask of a community: such columns stay empty, with the reason beside them."""

import re
from typing import NamedTuple


class Ban(NamedTuple):
    """Why a column stays empty; `lifted` says whether a stated need can open it."""

    key: str
    reason: str
    lifted: bool = False


_BANS: tuple[tuple[re.Pattern[str], Ban], ...] = (
    (
        re.compile("艾滋|hiv|感染途径|梅毒|性病"),
        Ban("infection", "艾滋病等传染病信息只由疾控和医疗机构掌握，社区和网格不得收集、上报"),
    ),
    (
        re.compile(
            "犯罪|罪名|刑期|判刑|服刑|前科|累犯|惯犯|羁押|矫正|刑满|刑释|释放|吸毒|戒毒|涉毒|邪教|帮教|"
            "安置帮教|违法|脱管|漏管|三涉|四史|管控|稳控|上访|信访"
        ),
        Ban("judicial", "司法和治安类信息由主管部门的专门记录管理，不进普通报表"),
    ),
    (
        re.compile("精神障碍|精神病|肇事|肇祸|危险性评估|发病日期|诊断类型"),
        Ban("mental", "精神障碍信息由卫健和公安的专门记录管理，不进普通报表"),
    ),
    (
        re.compile("重点人员|重点关注|关注类型|重点类别|可疑|危险程度"),
        Ban("watched", "没有法定依据的“重点人员”标记不得收集；关爱服务对象请用人员标签"),
    ),
    (
        re.compile("指纹|人脸|虹膜|声纹|基因|dna|行踪|轨迹"),
        Ban("biometric", "生物识别和行踪信息，社区没有收集的依据"),
    ),
    (
        re.compile("密码|验证码"),
        Ban("secret", "任何表格都不得收集密码和验证码"),
    ),
    (
        re.compile("宗教|信仰"),
        Ban("belief", "宗教信仰是敏感个人信息，写明法定用途并经准入后才能填", lifted=True),
    ),
    (
        re.compile("银行卡|银行账号|银行帐号|开户行|开户银行|存折"),
        Ban("account", "金融账户是敏感个人信息，写明用途并经准入后才能填", lifted=True),
    ),
    (
        re.compile("疾病名称|病史|患病|病种|医疗记录|血型|诊断"),
        Ban("health", "健康信息是敏感个人信息，写明用途并经准入后才能填", lifted=True),
    ),
)


def ban_of(heading: str) -> Ban | None:
    """Why nobody may simply fill a column of this heading; nothing where it is an ordinary one."""
    text = "".join(heading.split()).lower()
    for pattern, ban in _BANS:
        if pattern.search(text):
            return ban
    return None
