using CraneAnomaly.Capture.Live;
using CraneAnomaly.LiveCapture;

namespace CraneAnomaly.Cli.Addresses;

/// <summary>What <c>interface:</c> stands for. Apart, so that libpcap is loaded for those who use it.</summary>
internal static class InterfaceAddress
{
    /// <summary>Where packets come from.</summary>
    public static LiveSource Source(SettingsUri uri) => new InterfaceSource(uri.Rest, uri["filter"]);
}
