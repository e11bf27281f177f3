using CraneAnomaly.Capture;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Sessions.Dns;

/// <summary>The services that share the message, told apart by their ports.</summary>
internal static class DnsService
{
    private const ushort Dns = 53;
    private const ushort NetBios = 137;
    private const ushort MulticastDns = 5353;
    private const ushort LinkLocal = 5355;

    /// <summary>Its name in records.</summary>
    public static string Name(in StreamContext context) => Name(in context.Identity);

    /// <summary>Its name in records.</summary>
    public static string Name(in FlowIdentity flow)
    {
        if (IsOn(flow, MulticastDns)) return "mdns";
        if (IsOn(flow, LinkLocal)) return "llmnr";
        return IsOn(flow, NetBios) ? "netbios-ns" : "dns";
    }

    /// <summary>Whether names are those of NetBIOS.</summary>
    public static bool IsNetBios(in StreamContext context) => IsOn(context, NetBios);

    /// <summary>Whether everybody on a network is asked, so that who answers is no server.</summary>
    public static bool IsMulticast(in StreamContext context) =>
        IsOn(context, MulticastDns) || context.Identity.Responder.IsMulticast || context.Identity.Originator.IsMulticast;

    /// <summary>Whether one of the ports is that of such a service.</summary>
    public static bool IsOnPort(in StreamContext context) =>
        IsOn(context, Dns) || IsOn(context, NetBios) || IsOn(context, MulticastDns) || IsOn(context, LinkLocal);

    private static bool IsOn(in StreamContext context, ushort port) => IsOn(in context.Identity, port);

    private static bool IsOn(in FlowIdentity flow, ushort port) => flow.ResponderPort == port || flow.OriginatorPort == port;
}
