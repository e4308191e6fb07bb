/** The beans of {@code emulation-routes/}, and the command that runs them; never part of the production artifact. */
package routes.emulation;
