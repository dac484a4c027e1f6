// MediaPipe's glue code makes functions from text (Emscripten's embind), which a strict content security policy
// forbids. The same functions as closures, after Emscripten's own DYNAMIC_EXECUTION=0.
const NAMED =
  'return new Function("body","return function "+name+"() {\\n"+\'    "use strict";\'+"    return body.apply(this, arguments);\\n"+"};\\n")(body)';
const NAMED_CLOSURE = `return Object.defineProperty(function(){"use strict";return body.apply(this,arguments)},"name",{value:name})`;

const INVOKER_FROM = 'var returns=argTypes[0].name!=="void";var argsList="";';
const INVOKER_TO = "var invokerFunction=new_(Function,args1).apply(null,args2);return invokerFunction}";
const INVOKER_CLOSURE = `return function(){
if(arguments.length!==argCount-2){throwBindingError("function "+humanName+" called with "+arguments.length+" arguments, expected "+(argCount-2)+" args!")}
var destructors=needsDestructorStack?[]:null;var wired=[];var owned=[];
if(isClassMethodFunc){var self=argTypes[1].toWireType(destructors,this);wired.push(self);owned.push([argTypes[1],self])}
for(var i=0;i<argCount-2;++i){var value=argTypes[i+2].toWireType(destructors,arguments[i]);wired.push(value);owned.push([argTypes[i+2],value])}
var rv=cppInvokerFunc.apply(null,[cppTargetFunc].concat(wired));
if(needsDestructorStack){runDestructors(destructors)}else{owned.forEach(function(pair){if(pair[0].destructorFunction!==null){pair[0].destructorFunction(pair[1])}})}
if(argTypes[0].name!=="void"){return argTypes[0].fromWireType(rv)}}}`;

const CALLER_FROM = 'var signatureName=retType.name+"_$"';
const CALLER_TO = "var invokerFunction=new_(Function,params).apply(null,args);return __emval_addMethodCaller(invokerFunction)}";
const CALLER_CLOSURE = `return __emval_addMethodCaller(function(handle,name,destructors,args){
var values=[];var offset=0;
for(var i=1;i<argCount;++i){values.push(types[i].readValueFromPointer(args+offset));offset+=types[i]["argPackAdvance"]}
var rv=handle[name].apply(handle,values);
for(var i=1;i<argCount;++i){if(types[i]["deleteObject"]){types[i].deleteObject(values[i-1])}}
if(!retType.isVoid){return retType.toWireType(destructors,rv)}})}`;

/** The glue code with closures in place of functions made from text; throws when it is not the code known here. */
export function withoutEval(code) {
  let changed = replaced(code, NAMED, NAMED.length, NAMED_CLOSURE);
  changed = between(changed, INVOKER_FROM, INVOKER_TO, INVOKER_CLOSURE);
  changed = between(changed, CALLER_FROM, CALLER_TO, CALLER_CLOSURE);
  if (/new Function|new_\(Function/.test(changed)) throw new Error("face mesh: a function made from text is left");
  return changed;
}

function between(code, from, to, closure) {
  const start = code.indexOf(from);
  const end = code.indexOf(to, start);
  if (end < 0) throw new Error(`face mesh: not the code known here (${to.slice(0, 40)})`);
  return replaced(code, from, end + to.length - start, closure);
}

function replaced(code, from, length, closure) {
  const start = code.indexOf(from);
  if (start < 0 || code.indexOf(from, start + 1) >= 0) throw new Error(`face mesh: not the code known here (${from.slice(0, 40)})`);
  return code.slice(0, start) + closure + code.slice(start + length);
}
