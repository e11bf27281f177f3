using System.Net.Sockets;

namespace CraneAnomaly.Tests.Layering.Planted.Records;

/// <summary>
/// Breaks the rules for the tests of the rules: knows a folder above it, in a way that no using shows, and sends.
/// </summary>
internal static class PlantedRecord
{
    public static int Count() => new List<Capture.PlantedCapture>().Count;

    public static void Send() => new UdpClient().Send([1]);
}
