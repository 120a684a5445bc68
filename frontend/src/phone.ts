import "./styles/phone.css";
import "./enhance/confirm";
import "./enhance/copy";
import "./enhance/counter";
import "./enhance/guard";
import "./enhance/large";
import "./enhance/locate";
import "./enhance/menus";
import "./enhance/photos";
import { start } from "./enhance/page";

start();
