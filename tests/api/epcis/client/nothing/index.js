// The client names a package "fs" that has nothing in it; what it wants is Node's own.
module.exports = require("node:fs");
