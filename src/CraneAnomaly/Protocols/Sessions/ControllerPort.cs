using CraneAnomaly.Capture;

namespace CraneAnomaly.Protocols.Sessions;

/// <summary>
/// Ports of controllers, whom scanners ask for all sorts of things: there a question alone does not show what is spoken,
/// and the answer decides.
/// </summary>
internal static class ControllerPort
{
    private const ushort Modbus = 502;

    /// <summary>What is to be said when a protocol takes bytes for its own.</summary>
    public static ProbeResult Decide(ProbeResult found, in StreamContext context) =>
        found == ProbeResult.Client && context.Identity.ResponderPort == Modbus ? ProbeResult.Unsure : found;
}
