import "./styles/desk.css";
import "./styles/dictionary.css";
import "./styles/homes.css";
import "./styles/filings.css";
import "./styles/plans.css";
import "./enhance/confirm";
import "./enhance/copy";
import "./enhance/counter";
import "./enhance/fill";
import "./enhance/guard";
import "./enhance/keys";
import "./enhance/locate";
import "./enhance/menus";
import "./enhance/photos";
import { start } from "./enhance/page";

start();
