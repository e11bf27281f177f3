namespace CraneAnomaly.Capture.Files;

/// <summary>
/// Walks the options of a pcapng block (draft-ietf-opsawg-pcapng, 3.5): a code, a length and a value padded to four
/// bytes. The list may end without its end mark.
/// </summary>
internal ref struct PcapngOptions<TOrder>(ReadOnlySpan<byte> options) where TOrder : struct, IByteOrder
{
    private ReadOnlySpan<byte> _rest = options;

    /// <summary>Code of the current option.</summary>
    public ushort Code { get; private set; }

    /// <summary>Value of the current option, without its padding.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Whether an option ran past the end of the list.</summary>
    public bool Overran { get; private set; }

    /// <summary>Goes to the next option.</summary>
    public bool MoveNext()
    {
        if (_rest.Length < 4) return false;
        Code = TOrder.U16(_rest);
        int length = TOrder.U16(_rest[2..]);
        if (Code == 0) return false;
        if (length > _rest.Length - 4)
        {
            Overran = true;
            return false;
        }

        Value = _rest.Slice(4, length);
        _rest = _rest[Math.Min(4 + ((length + 3) & ~3), _rest.Length)..];
        return true;
    }
}
