"""Which form asks for which kind of event."""

from wangge.console.forms.lives import families, moving
from wangge.console.forms.lives.asking import LifeForm
from wangge.lives import rules

FORMS: dict[str, type[LifeForm]] = {
    rules.BIRTH: families.BirthForm,
    rules.ADOPT: families.AdoptionForm,
    rules.MARRIAGE: families.MarriageForm,
    rules.DIVORCE: families.DivorceForm,
    rules.DEATH: families.DeathForm,
    rules.LOST: families.LostForm,
    rules.FOUND: families.FoundForm,
    rules.HEAD: families.HeadForm,
    rules.REGISTER: families.RegisterForm,
    rules.MOVE_OUT: moving.MoveOutForm,
    rules.RETURN: moving.ReturnForm,
    rules.REHOUSE: moving.RehouseForm,
    rules.SPLIT: moving.SplitForm,
    rules.JOIN: moving.JoinForm,
}
