from backend.intake import plans
from backend.planning.run import ImportOrder
from backend.cards import issue
from backend.access.scope import Scope
from schema.db import db
from schema.tables import Recipient, Home
from sqlalchemy import select
from tests.manager.desk import lay_plan
from tests.packages import write_package
from tests.scope import world
from tests.signin.door import account


def test_probe(app, tmp_path):
    user = account("planner")
    lay_plan(tmp_path, **world.tables())
    norr = world.place("norr", "elsa", "v1")
    tables = world.tables()
    elsa = next(r for r in tables["recipients"] if r["recipient_id"] == "elsa")
    elsa["home_id"], elsa["address"] = "h-sven", "Påhittad 1"
    folder = write_package(tmp_path / "again", recipients=[elsa])
    out = plans.import_plan(folder, ImportOrder(unit_ids=frozenset({norr.unit_id}), user_id=user.id))
    db.session.commit()
    print(out.exit_code, out.report["errors"][:2])
    homes = {r.outside_id: r.home_id for r in db.session.scalars(select(Recipient))}
    scope = Scope("manager", frozenset({norr.unit_id}))
    print(homes, [(h.outside_id, h.address) for h in db.session.scalars(select(Home))])
    print("card", issue.card_for(homes["elsa"]) is not None, issue.token_of(homes["sven"], scope) is not None)
    assert 0
