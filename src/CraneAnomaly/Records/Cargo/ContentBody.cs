namespace CraneAnomaly.Records.Cargo;

/// <summary>
/// The head of a record of kind <see cref="RecordKind.Content"/>: what a piece of readable traffic says about cargo. Its
/// payload is the first container numbers found, each of <see cref="ContainerNumbers.Length"/> bytes.
/// </summary>
public struct ContentBody
{
    /// <summary>Most numbers that a record carries.</summary>
    public const int MostNumbers = 16;

    /// <summary>Container numbers found, those that the record does not carry included.</summary>
    public int Count;

    /// <summary>The message about cargo that begins here.</summary>
    public ManifestKind Manifest;

    /// <summary>Whether the numbers stood there as base64.</summary>
    public bool IsBase64;

    /// <summary>Bytes that were looked at.</summary>
    public int Bytes;
}
