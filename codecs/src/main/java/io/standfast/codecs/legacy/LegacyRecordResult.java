package io.standfast.codecs.legacy;

/**
 * What {@link LegacyRecordReader} finds at a place of a file.
 */
public enum LegacyRecordResult
{
    /** A whole record whose checksum is right. */
    RECORD,
    /** A record of which only the beginning is there: {@link LegacyRecordReader#recordLength} says how long it is. */
    INCOMPLETE,
    /** Eight zero bytes, which no record begins with: the file ends before, what follows is to be zero, too. */
    ZEROS,
    /** A whole record whose checksum is not right. */
    BAD_CHECKSUM
}
