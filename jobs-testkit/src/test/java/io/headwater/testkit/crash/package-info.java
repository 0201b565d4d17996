/**
 * What is left when a process is killed: child JVMs that die at random instants and at every named point, and a judge of
 * the store that they leave and of all that they had been told. Begin with {@link io.headwater.testkit.crash.CrashLabTest}.
 */
@org.jspecify.annotations.NullMarked
package io.headwater.testkit.crash;
