package storetest
var saves, snapshots, crashes []promise
func Child() {}
