/** The ids of the two tracks in everything Aerial writes, also where only one of them is there. */
export const videoTrackId = 1;
export const audioTrackId = 2;
